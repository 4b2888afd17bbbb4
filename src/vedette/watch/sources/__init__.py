"""Where bytes come from: files, folders, globs and streams, compressed or not."""
