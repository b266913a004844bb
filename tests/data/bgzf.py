"""bgzf: BGZF (SAMv1 4.1) by hand, to make files that no tool would make."""
import gzip
import struct
import zlib

EOF = bytes.fromhex('1f8b08040000000000ff0600424302001b0003000000000000000000')


def block(data):
    """One block of at most 65,536 bytes inflated."""
    for level in (6, 9):
        z = zlib.compressobj(level, zlib.DEFLATED, -15)
        body = z.compress(data) + z.flush()
        if len(body) + 26 <= 65536:
            break
    else:
        raise ValueError('%d bytes do not fit into a block' % len(data))
    return (b'\x1f\x8b\x08\x04\0\0\0\0\0\xff\6\0BC\2\0' +
            struct.pack('<H', len(body) + 25) + body +
            struct.pack('<II', zlib.crc32(data), len(data)))


def reblock(source, target, size, empty_every=0, eofs=1):
    """The same content in blocks of `size`, whatever lies on their borders;
    with an empty block before every `empty_every`th."""
    with gzip.open(source) as f:
        data = f.read()
    with open(target, 'wb') as f:
        for n, i in enumerate(range(0, len(data), size)):
            if empty_every and n % empty_every == empty_every - 1:
                f.write(EOF)
            f.write(block(data[i:i + size]))
        f.write(EOF * eofs)


def addresses(path):
    """Where each block begins, and the file's size."""
    with open(path, 'rb') as f:
        data = f.read()
    out, at = [], 0
    while at < len(data):
        out.append(at)
        at += struct.unpack_from('<H', data, at + 16)[0] + 1
    return out + [at]


def strip_bai(source, target):
    """A BAI without the pseudo-bins and the count of unplaced reads, as old
    tools wrote it."""
    with open(source, 'rb') as f:
        data = f.read()
    out, at = [data[:8]], 8
    for _ in range(struct.unpack_from('<i', data, 4)[0]):
        n, = struct.unpack_from('<i', data, at)
        at += 4
        bins = []
        for _ in range(n):
            number, chunks = struct.unpack_from('<Ii', data, at)
            if number != 37450:
                bins.append(data[at:at + 8 + 16 * chunks])
            at += 8 + 16 * chunks
        n, = struct.unpack_from('<i', data, at)
        out += [struct.pack('<i', len(bins))] + bins
        out.append(data[at:at + 4 + 8 * n])
        at += 4 + 8 * n
    with open(target, 'wb') as f:
        f.write(b''.join(out))
