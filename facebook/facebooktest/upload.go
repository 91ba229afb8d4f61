package facebooktest

// uploadAttachment is POST /{page-id}/message_attachments: by URL, or multipart with filedata.
func (s *Server) uploadAttachment(r *request) (any, *graphError) {
	var m message
	if e := r.known("message", "attachment"); e != nil {
		return nil, e
	}
	if e := r.object("message", &m); e != nil {
		return nil, e
	}
	file, _, e := s.file(r, r.by.page, m.Attachment)
	if e != nil {
		return nil, e
	}
	return obj{"attachment_id": s.store(r.by.page, file)}, nil
}
