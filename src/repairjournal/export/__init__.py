"""The door out: a journal as bytes. One file a format, all in the table FORMATS; nothing here writes a file."""
