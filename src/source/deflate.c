#include <string.h>

#include <libdeflate.h>

#include "source/blocks.h"
#include "source/deflate.h"

#define LEVEL		1	/* a third larger than 6, seven times faster */
#define HEADER		18
#define TRAILER		8
/* libdeflate's bound of incompressible data stays below this. */
#define SPACE		(BLOCK_MAX)

static void
put16(uint8_t *p, uint32_t v)
{
	p[0] = v & 0xff;
	p[1] = v >> 8 & 0xff;
}

static void
put32(uint8_t *p, uint32_t v)
{
	put16(p, v);
	put16(p + 2, v >> 16);
}

/* One block at out->s + out->l, where BLOCK_MAX bytes are free. */
static int
append_block(struct libdeflate_compressor *deflater, kstring_t *out,
    const uint8_t *data, size_t bytes)
{
	uint8_t *p = (uint8_t *)out->s + out->l;
	size_t n;

	n = libdeflate_deflate_compress(deflater, data, bytes, p + HEADER,
	    SPACE - HEADER - TRAILER);
	if (n == 0)
		return -1;
	memcpy(p, block_eof, HEADER);
	put16(p + 16, HEADER + n + TRAILER - 1);
	put32(p + HEADER + n, libdeflate_crc32(0, data, bytes));
	put32(p + HEADER + n + 4, bytes);
	out->l += HEADER + n + TRAILER;
	return 0;
}

int
deflate_append(kstring_t *out, const uint8_t *data, size_t bytes,
    struct fault *fault)
{
	struct libdeflate_compressor *deflater;
	size_t n;
	int error = -1;

	if ((deflater = libdeflate_alloc_compressor(LEVEL)) == NULL)
		return fault_nomem(fault);
	for (; bytes > 0; data += n, bytes -= n) {
		n = bytes < DEFLATE_BLOCK ? bytes : DEFLATE_BLOCK;
		if (ks_resize(out, out->l + SPACE) == -1 ||
		    append_block(deflater, out, data, n) == -1)
			goto out;
	}
	error = 0;
out:
	libdeflate_free_compressor(deflater);
	return error == 0 ? 0 : fault_nomem(fault);
}
