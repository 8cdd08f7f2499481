ready = lambda: "".join(["re", "ady"])
