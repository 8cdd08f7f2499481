"""Things to ask of the kernel, besides those of the sandbox's own tests: each defines `attack(f)`.

What it raises as OSError is the refusal; False means that nothing was there to be had.
"""

SYSTEM = {
    "look at a path": "def attack(f): os.stat(f['planted'])",
    "empty a file while opening it": "def attack(f): return os.fstat(os.open(f['planted'], 3 | os.O_TRUNC)).st_size == 0",
    "open a file neither to read nor to write": "def attack(f): os.open(f['planted'], 3)",
    "read another's processor clock": "def attack(f): call(228, ctypes.c_int(~os.getppid() << 3 | 2), ctypes.byref((ctypes.c_long * 2)()))",
    "read a cached test": "def attack(f): return open(f['cached'], 'rb').read()",
    "read the history": "def attack(f): return os.listdir(f['repository'] + '/.git')",
    "find a token in the environment": "def attack(f): return any('TOKEN' in name for name in os.environ)",
    "find an inherited descriptor": """
def attack(f):
    for fd in range(5, 1024):
        try: os.fstat(fd)
        except OSError: continue
        return True
    return False
""",
    "use the 32-bit entry": """
def attack(f):
    import mmap
    code = mmap.mmap(-1, mmap.PAGESIZE, prot=7)
    code.write(b"\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3")
    function = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    return function() > 0
""",
    "use an x32 number": """
def attack(f):
    call(0x40000000 + 39)
""",
    "advise the page cache": "def attack(f): os.posix_fadvise(os.open(os.__file__, os.O_RDONLY), 0, 0, os.POSIX_FADV_DONTNEED)",
    "ask what is in the page cache": """
def attack(f):
    import mmap
    with open(os.__file__, 'rb') as file:
        area = mmap.mmap(file.fileno(), 4096, flags=2, prot=1|2)
        call(27, ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(area))), ctypes.c_size_t(4096), ctypes.create_string_buffer(1))
""",
    "set an alarm clock for others": "def attack(f): call(222, 0, None, ctypes.byref(ctypes.c_int()))",
    "splice between pipes": "def attack(f): call(276, os.pipe()[0], os.pipe()[1], ctypes.c_size_t(1), 2)",
    "change own name in the process list": "def attack(f): call(157, 35, 8, 0, 0, 0)",
}
