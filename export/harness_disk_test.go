package export

import "io"

// A badDisk is the real disk with a fault at its n-th operation.
type badDisk struct {
	osDisk
	steps int
	fault fault
	dead  bool
	what  string // the operation that failed
	log   []string
}

// try does an operation, or fails before or after it.
func (d *badDisk) try(what string, do func() error) error {
	d.steps++
	d.log = append(d.log, what)
	if d.dead {
		return errFault
	}
	if d.steps != d.fault.at {
		return do()
	}
	d.dead, d.what = d.fault.kill, what
	if d.fault.after {
		do()
	}
	return errFault
}

func (d *badDisk) mkdir(dir string) error {
	return d.try("mkdir", func() error { return d.osDisk.mkdir(dir) })
}

func (d *badDisk) list(dir string) (names []string, err error) {
	err = d.try("list", func() (err error) { names, err = d.osDisk.list(dir); return err })
	return names, err
}

func (d *badDisk) create(dir, pattern string) (f diskFile, err error) {
	err = d.try("create", func() (err error) { f, err = d.osDisk.create(dir, pattern); return err })
	if err != nil {
		if f != nil && !d.dead { // the real call leaves nothing when it fails
			f.Close()
			d.osDisk.remove(f.Name())
		}
		return nil, err
	}
	return &badFile{f, d}, nil
}

func (d *badDisk) open(path string) (r io.ReadCloser, err error) {
	err = d.try("open", func() (err error) { r, err = d.osDisk.open(path); return err })
	return r, err
}

func (d *badDisk) rename(from, to string) error {
	return d.try("rename", func() error { return d.osDisk.rename(from, to) })
}

func (d *badDisk) remove(path string) error {
	return d.try("remove", func() error { return d.osDisk.remove(path) })
}

// syncDir only counts: that bytes reach the disk cannot be seen from here, and takes long.
func (d *badDisk) syncDir(string) error { return d.try("sync folder", func() error { return nil }) }

type badFile struct {
	diskFile
	disk *badDisk
}

// Write fails in the middle.
func (f *badFile) Write(b []byte) (n int, err error) {
	err = f.disk.try("write", func() (err error) { n, err = f.diskFile.Write(b); return err })
	if err != nil && n == 0 && !f.disk.dead {
		n, _ = f.diskFile.Write(b[:len(b)/2])
	}
	return n, err
}

func (f *badFile) Sync() error { return f.disk.try("sync", func() error { return nil }) }

func (f *badFile) Close() error {
	f.diskFile.Close() // a process that dies closes its files
	return f.disk.try("close", func() error { return nil })
}
