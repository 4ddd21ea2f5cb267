"""批量授信 on the desk: bring a list, read what came of it, say a word about a line, decide; the tables it rests on."""
