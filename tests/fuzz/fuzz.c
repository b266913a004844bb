#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <htslib/hts_log.h>
#include <libdeflate.h>

#include "base/log.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "source/blocks.h"

const struct limits fuzz_limits = {
	.url_bytes = 1 << 20, .inline_answer = 65536, .inline_floor = 32768,
	.inline_header = 1 << 16, .inline_body = 1 << 17,
	.header = 1 << 16, .record = 1 << 16, .index = 1 << 16,
	.head_scan = 64, .query = 16384, .blocks = 100
};

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	hts_set_log_level(HTS_LOG_OFF);
	return log_open("/dev/null", LOG_ERROR);
}

int
fuzz_file(char path[FUZZ_PATH_MAX])
{
	const char *tmp = getenv("TMPDIR");
	int fd;

	snprintf(path, FUZZ_PATH_MAX, "%s/htsgate-fuzz-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	fd = mkstemp(path);
	fuzz_must(fd != -1);
	return fd;
}

void
fuzz_broken(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

void
fuzz_fault(const struct fault *fault)
{
	fuzz_must(fault->kind > FAULT_NONE && fault->kind < FAULT_COUNT);
	fuzz_must(fault->message[0] != '\0');
	fuzz_must(utf8_valid(fault->message, strlen(fault->message)));
}

uint8_t
fuzz_byte(struct input *in)
{
	if (in->n == 0)
		return 0;
	in->n--;
	return *in->p++;
}

uint16_t
fuzz_short(struct input *in)
{
	uint8_t low = fuzz_byte(in);

	return low | fuzz_byte(in) << 8;
}

char *
fuzz_text(const struct input *in)
{
	char *text = malloc(in->n + 1);

	fuzz_must(text != NULL);
	if (in->n > 0)
		memcpy(text, in->p, in->n);
	text[in->n] = '\0';
	return text;
}

size_t
fuzz_block_size(uint8_t byte)
{
	return byte < 128 ? byte + 1u : (byte - 126u) * 500;
}

void
fuzz_put(kstring_t *out, uint32_t value, unsigned bytes)
{
	for (; bytes > 0; bytes--, value >>= 8)
		fuzz_must(kputc(value & 0xff, out) != EOF);
}

static void
put_stored(kstring_t *out, const uint8_t *data, size_t n)
{
	fuzz_must(kputsn((const char *)block_eof, 16, out) != EOF);
	fuzz_put(out, n + FUZZ_WRAPPING - 1, 2);
	fuzz_put(out, 1, 1); /* the last one, stored (RFC 1951 3.2.4) */
	fuzz_put(out, n, 2);
	fuzz_put(out, ~n & 0xffff, 2);
	fuzz_must(kputsn((const char *)data, n, out) != EOF);
	fuzz_put(out, libdeflate_crc32(0, data, n), 4);
	fuzz_put(out, n, 4);
}

void
fuzz_wrap(kstring_t *out, const uint8_t *data, size_t bytes, size_t block)
{
	size_t n;

	for (; bytes > 0; data += n, bytes -= n) {
		n = bytes < block ? bytes : block;
		put_stored(out, data, n);
	}
}

bool
fuzz_unwrap(kstring_t *out, const uint8_t *data, size_t bytes)
{
	static struct libdeflate_decompressor *d;
	size_t in, n;

	if (d == NULL)
		fuzz_must((d = libdeflate_alloc_decompressor()) != NULL);
	for (; bytes > 0; data += in, bytes -= in, out->l += n) {
		fuzz_must(ks_resize(out, out->l + BLOCK_MAX) == 0);
		if (libdeflate_gzip_decompress_ex(d, data, bytes,
		    out->s + out->l, BLOCK_MAX, &in, &n) !=
		    LIBDEFLATE_SUCCESS)
			return false;
	}
	return true;
}
