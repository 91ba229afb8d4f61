package contactkit_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// fault is something in code that is dangerous to copy.
type fault struct {
	pos  token.Pos
	text string
}

// Faults.
const (
	answersAll  = "answers events without a look at Event.Origin: compare it with OriginContact, or range over channel.Answerable"
	losesOdd    = "receives and loses the event that comes beside ErrMalformed: store Events before returning the error"
	refusesOdd  = "refuses an event because its body is another: a body that cannot be decoded would come again for days"
	panicsOnOdd = "panics on a body of another kind, such as one that cannot be decoded: take the second value of the assertion"
)

// faultsOf looks at every function of a file by itself. Functions within functions belong to the
// outer one as well, since they see its variables.
func faultsOf(fset *token.FileSet, f *ast.File) []fault {
	var found []fault
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
			scope := &function{params: fn.Type.Params, body: fn.Body}
			found = append(found, scope.faults()...)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok {
			scope := &function{params: lit.Type.Params, body: lit.Body}
			found = append(found, scope.faults()...)
		}
		return true
	})
	slices.SortFunc(found, func(a, b fault) int { return int(a.pos) - int(b.pos) })
	return slices.CompactFunc(found, func(a, b fault) bool { return a == b })
}

// function is one function that is looked at.
type function struct {
	params *ast.FieldList
	body   *ast.BlockStmt
	events map[string]bool // variables that hold an event of a platform, or what was made of it
	lists  map[string]bool // variables that hold several
}

func (s *function) faults() (found []fault) {
	s.findEvents()
	if call := s.answer(); call != nil && !checksOrigin(s.body) {
		found = append(found, fault{call.Pos(), answersAll})
	}
	if s.isHandler() {
		if at := s.lost(); at.IsValid() {
			found = append(found, fault{at, losesOdd})
		}
	}
	if stores := s.stores(); stores || s.isRobot() {
		found = append(found, s.narrow(stores)...)
	}
	return found
}

var (
	eventTypes = regexp.MustCompile(`^(\*?|\[\]|\.\.\.)(channel\.Event|channel\.Delivery|directory\.Received|directory\.Routed|Event|Received|Routed|Delivery)$`)
	eventLists = regexp.MustCompile(`(?i)(events|routed|batch)$`)
	readers    = regexp.MustCompile(`^(History|Posts|Receive|InOrder)$`)
	answering  = regexp.MustCompile(`^([Ss]end|[Rr]eply|[Aa]nswer|[Rr]espond|Say$|Prepare$|Deliver)`)
	requests   = regexp.MustCompile(`^\*?(http\.Request|gin\.Context|echo\.Context|fiber\.Ctx)$`)
)

// findEvents collects the variables that hold events: parameters, elements of lists of events, and
// what is assigned from them.
func (s *function) findEvents() {
	s.events, s.lists = make(map[string]bool), make(map[string]bool)
	s.addParams(s.params)
	ast.Inspect(s.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.RangeStmt:
			if s.isSource(n.X) {
				s.add(n.Key)
				s.add(n.Value)
			}
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE && slices.ContainsFunc(n.Rhs, s.isSource) {
				for _, left := range n.Lhs {
					if _, list := n.Rhs[0].(*ast.SliceExpr); list {
						s.lists[typeName(left)] = true
					} else {
						s.add(left)
					}
				}
			}
		case *ast.TypeSwitchStmt:
			if a, ok := n.Assign.(*ast.AssignStmt); ok && slices.ContainsFunc(a.Rhs, s.isSource) {
				s.add(a.Lhs[0])
			}
		case *ast.FuncLit:
			s.addParams(n.Type.Params)
		}
		return true
	})
}

func (s *function) addParams(params *ast.FieldList) {
	for _, p := range params.List {
		typ := typeName(p.Type)
		if !eventTypes.MatchString(typ) {
			continue
		}
		into := s.events
		if strings.HasPrefix(typ, "[]") || strings.HasPrefix(typ, "...") {
			into = s.lists
		}
		for _, name := range p.Names {
			into[name.Name] = true
		}
	}
}

func (s *function) add(e ast.Expr) {
	if id, ok := e.(*ast.Ident); ok && id.Name != "_" && id.Name != "err" && id.Name != "ok" {
		s.events[id.Name] = true
	}
}

// isSource reports whether an expression yields events, or something of an event.
func (s *function) isSource(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return s.events[e.Name] || s.lists[e.Name] || eventLists.MatchString(e.Name)
	case *ast.SelectorExpr:
		return s.isSource(e.X) || eventLists.MatchString(e.Sel.Name)
	case *ast.IndexExpr:
		return s.isSource(e.X)
	case *ast.SliceExpr:
		return s.isSource(e.X)
	case *ast.TypeAssertExpr:
		return s.isSource(e.X) || isBody(e.X)
	case *ast.CallExpr:
		return readers.MatchString(callName(e))
	}
	return false
}

// answer finds a call that answers: one with such a name, of which an argument is of an event.
func (s *function) answer() (found *ast.CallExpr) {
	ast.Inspect(s.body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if found != nil || !ok || !answering.MatchString(callName(call)) || callName(call) == "AnswerPress" {
			return found == nil
		}
		for _, arg := range call.Args {
			ast.Inspect(arg, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.Ident:
					if s.events[n.Name] && n.Name != "ctx" {
						found = call
					}
				case *ast.IndexExpr:
					if s.isSource(n.X) {
						found = call
					}
				}
				_, lit := n.(*ast.FuncLit)
				return found == nil && !lit
			})
		}
		return found == nil
	})
	return found
}

// checksOrigin reports whether Event.Origin is compared with OriginContact, or Answerable does it.
func checksOrigin(body ast.Node) (checks bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			checks = checks || (n.Op == token.EQL || n.Op == token.NEQ) && (isOrigin(n.X) && isContact(n.Y) || isOrigin(n.Y) && isContact(n.X))
		case *ast.SwitchStmt:
			checks = checks || n.Tag != nil && isOrigin(n.Tag)
		case *ast.CallExpr:
			checks = checks || callName(n) == "Answerable"
		}
		return !checks
	})
	return checks
}

// isHandler reports whether the function takes calls of platforms.
func (s *function) isHandler() bool {
	handles := slices.ContainsFunc(s.params.List, func(p *ast.Field) bool { return requests.MatchString(typeName(p.Type)) })
	ast.Inspect(s.body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && callName(call) == "ReadWebhook" {
			handles = true
		}
		return !handles
	})
	return handles
}

// lost returns where a delivery is received whose events are not used before the function returns.
func (s *function) lost() (at token.Pos) {
	ast.Inspect(s.body, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || len(a.Lhs) != 2 || len(a.Rhs) != 1 {
			return true
		}
		call, ok := a.Rhs[0].(*ast.CallExpr)
		got, named := a.Lhs[0].(*ast.Ident)
		if !ok || callName(call) != "Receive" || !named {
			return true
		}
		used, left := token.NoPos, token.NoPos
		ast.Inspect(s.body, func(n ast.Node) bool {
			if n == nil || n.Pos() < a.End() {
				return true
			}
			switch n := n.(type) {
			case *ast.ReturnStmt:
				if whole := usesWhole(n, got.Name); whole && !used.IsValid() {
					used = n.Pos()
				} else if !whole && !left.IsValid() {
					left = n.Pos()
				}
			case *ast.SelectorExpr:
				if id, ok := n.X.(*ast.Ident); ok && id.Name == got.Name && n.Sel.Name == "Events" && !used.IsValid() {
					used = n.Pos()
				}
			case *ast.CallExpr:
				if slices.ContainsFunc(n.Args, func(e ast.Expr) bool { id, ok := e.(*ast.Ident); return ok && id.Name == got.Name }) && !used.IsValid() {
					used = n.Pos()
				}
			}
			return true
		})
		if !used.IsValid() || left.IsValid() && left < used {
			at = a.Pos()
		}
		return true
	})
	return at
}

// usesWhole reports whether a return hands a delivery on to the caller.
func usesWhole(r *ast.ReturnStmt, name string) bool {
	return slices.ContainsFunc(r.Results, func(e ast.Expr) bool { id, ok := e.(*ast.Ident); return ok && id.Name == name })
}

// stores reports whether the function takes all events of a call, as the Store of a handler.
func (s *function) stores() bool {
	return slices.ContainsFunc(s.params.List, func(p *ast.Field) bool {
		name := typeName(p.Type)
		return strings.HasPrefix(name, "[]") && eventTypes.MatchString(name) || strings.HasSuffix(name, "directory.Received")
	})
}

// isRobot reports whether the function answers a question of package conversation, which may be
// about a press, or about nothing.
func (s *function) isRobot() bool {
	return slices.ContainsFunc(s.params.List, func(p *ast.Field) bool { return typeName(p.Type) == "conversation.Call" })
}

// narrow finds code that takes messages alone: an assertion that panics and, in a Store, an error
// for a body of another kind.
func (s *function) narrow(stores bool) (found []fault) {
	checked := make(map[ast.Expr]bool)
	var oks []string
	ast.Inspect(s.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if len(n.Lhs) == 2 && len(n.Rhs) == 1 {
				if t, ok := n.Rhs[0].(*ast.TypeAssertExpr); ok && isBody(t.X) {
					checked[t] = true
					if id, ok := n.Lhs[1].(*ast.Ident); ok {
						oks = append(oks, id.Name)
					}
				}
			}
		case *ast.TypeAssertExpr:
			if n.Type != nil && isBody(n.X) && !checked[n] {
				found = append(found, fault{n.Pos(), panicsOnOdd})
			}
		case *ast.IfStmt:
			not, ok := n.Cond.(*ast.UnaryExpr)
			if !ok || not.Op != token.NOT || !stores {
				return true
			}
			if id, ok := not.X.(*ast.Ident); ok && slices.Contains(oks, id.Name) && returnsError(n.Body) {
				found = append(found, fault{n.Pos(), refusesOdd})
			}
		}
		return true
	})
	return found
}

func returnsError(b *ast.BlockStmt) bool {
	return slices.ContainsFunc(b.List, func(s ast.Stmt) bool {
		r, ok := s.(*ast.ReturnStmt)
		if !ok || len(r.Results) == 0 {
			return false
		}
		id, named := r.Results[len(r.Results)-1].(*ast.Ident)
		return !named || id.Name != "nil"
	})
}

func isBody(e ast.Expr) bool {
	sel, ok := e.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Body"
}

func isOrigin(e ast.Expr) bool {
	sel, ok := e.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Origin"
}

func isContact(e ast.Expr) bool {
	if sel, ok := e.(*ast.SelectorExpr); ok {
		return sel.Sel.Name == "OriginContact"
	}
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "OriginContact"
}

func callName(c *ast.CallExpr) string {
	switch fn := c.Fun.(type) {
	case *ast.SelectorExpr:
		return fn.Sel.Name
	case *ast.Ident:
		return fn.Name
	}
	return ""
}

// typeName writes a type as code does, for the types that are looked for.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return typeName(e.X) + "." + e.Sel.Name
	case *ast.StarExpr:
		return "*" + typeName(e.X)
	case *ast.ArrayType:
		return "[]" + typeName(e.Elt)
	case *ast.Ellipsis:
		return "..." + typeName(e.Elt)
	}
	return ""
}
