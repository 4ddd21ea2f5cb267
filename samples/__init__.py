"""The sample bank: a generator that writes the files a real bank would bring."""
