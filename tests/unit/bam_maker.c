#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <htslib/hts.h>
#include <libdeflate.h>

#include "bam_maker.h"
#include "memory_object.h"
#include "source/blocks.h"
#include "source/deflate.h"

static void
put32(kstring_t *s, uint32_t v)
{
	const char b[4] = { v & 0xff, v >> 8 & 0xff, v >> 16 & 0xff, v >> 24 };

	kputsn(b, 4, s);
}

static void
put_header(kstring_t *s)
{
	static const char *const names[MADE_REFERENCES] =
	    { "one", "two", "three" };
	static const char text[] = "@HD\tVN:1.6\tSO:coordinate\n";
	int i;

	kputsn("BAM\1", 4, s);
	put32(s, strlen(text));
	kputs(text, s);
	put32(s, MADE_REFERENCES);
	for (i = 0; i < MADE_REFERENCES; i++) {
		put32(s, strlen(names[i]) + 1);
		kputsn(names[i], strlen(names[i]) + 1, s);
		put32(s, 1000000);
	}
}

/* Bytes that deflate cannot shrink: indexes count compressed bytes. */
static int
noise(size_t number, uint32_t i)
{
	uint32_t x = (uint32_t)number * 2654435761u + i * 2246822519u;

	x ^= x >> 15;
	x *= 2246822519u;
	x ^= x >> 13;
	return x >> 8 & 0xff;
}

void
made_record(kstring_t *s, const struct made_read *r, size_t number)
{
	char name[32];
	uint32_t i, operations = r->span > 0 ? 1 : 0;
	size_t n = (size_t)snprintf(name, sizeof(name), "r%zu", number) + 1;

	put32(s, 32 + n + 4 * operations + (r->bases + 1) / 2 + r->bases);
	put32(s, r->tid);
	put32(s, r->pos);
	put32(s, n);					/* MAPQ, bin: 0 */
	put32(s, operations | (r->span > 0 ? 0 : 4u << 16));
	put32(s, r->bases);
	put32(s, -1);
	put32(s, -1);
	put32(s, 0);
	kputsn(name, n, s);
	if (operations > 0)
		put32(s, r->span << 4);
	for (i = 0; i < (r->bases + 1) / 2 + r->bases; i++)
		kputc(noise(number, i), s);
}

/* Blocks of the text, and the virtual offset of each place in at[]. */
static void
put_blocks(struct made *m, size_t from, size_t until, size_t block)
{
	struct fault fault = FAULT_INIT;
	size_t i, n, address;

	for (; from < until; from += n) {
		n = until - from < block ? until - from : block;
		address = m->file.l;
		assert_int_equal(0, deflate_append(&m->file,
		    (uint8_t *)m->text.s + from, n, &fault));
		for (i = 0; i <= m->n; i++)
			if (m->at[i] >= from && m->at[i] < from + n)
				m->voffset[i] = voffset_make(address,
				    m->at[i] - from);
	}
}

/* The bytes that htslib writes of an index. */
static struct object *
index_bytes(hts_idx_t *idx)
{
	char path[] = "/tmp/htsgate-unit-XXXXXX";
	struct object *object;
	int fd = mkstemp(path);
	struct stat st;
	void *data;

	assert_true(fd >= 0);
	assert_int_equal(0, hts_idx_save_as(idx, NULL, path, HTS_FMT_BAI));
	assert_int_equal(0, fstat(fd, &st));
	assert_non_null(data = malloc(st.st_size));
	assert_int_equal(st.st_size, pread(fd, data, st.st_size, 0));
	object = memory_object(data, st.st_size);
	assert_non_null(object);
	free(data);
	close(fd);
	unlink(path);
	return object;
}

static void
make_index(struct made *m)
{
	struct fault fault = FAULT_INIT;
	const struct made_read *r;
	hts_idx_t *idx;
	size_t i;

	idx = hts_idx_init(MADE_REFERENCES, HTS_FMT_BAI, m->voffset[0], 14,
	    5);
	assert_non_null(idx);
	for (i = 0; i < m->n; i++) {
		r = &m->reads[i];
		assert_int_equal(0, hts_idx_push(idx, r->tid, r->pos,
		    r->pos + (r->span > 0 ? r->span : 1), m->voffset[i + 1],
		    r->span > 0));
	}
	assert_int_equal(0, hts_idx_finish(idx, m->voffset[m->n]));
	m->bai = index_bytes(idx);
	hts_idx_destroy(idx);
	m->index = index_file_open(m->bai, 1 << 20, &fault);
	assert_non_null(m->index);
	assert_int_equal(0, index_file_scan(m->index, &fault));
}

void
made_init(struct made *m, const struct made_read *reads, size_t n,
    size_t block, bool aligned, unsigned eofs)
{
	size_t i;

	memset(m, 0, sizeof(*m));
	m->reads = reads;
	m->n = n;
	m->at = calloc(n + 1, sizeof(*m->at));
	m->voffset = calloc(n + 1, sizeof(*m->voffset));
	assert_non_null(m->at);
	assert_non_null(m->voffset);
	put_header(&m->text);
	m->header = m->text.l;
	for (i = 0; i < n; i++) {
		m->at[i] = m->text.l;
		made_record(&m->text, &reads[i], i);
	}
	m->at[n] = m->text.l;
	put_blocks(m, 0, aligned ? m->header : 0, block);
	put_blocks(m, aligned ? m->header : 0, m->text.l, block);
	m->voffset[n] = voffset_make(m->file.l, 0);
	for (; eofs > 0; eofs--)
		kputsn((const char *)block_eof, sizeof(block_eof), &m->file);
	make_index(m);
}

void
made_lend(const struct made *m, struct source *s)
{
	s->index = m->index;
	s->index_kind = INDEX_BAI;
	s->index_settled = true;
}

void
made_take_back(struct source *s)
{
	s->index = NULL;
}

void
made_clear(struct made *m)
{
	index_file_free(m->index);
	object_close(m->bai);
	free(m->text.s);
	free(m->file.s);
	free(m->at);
	free(m->voffset);
}

void
inflate_whole(kstring_t *out, const uint8_t *data, size_t bytes)
{
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
	size_t in, n;

	assert_non_null(d);
	while (bytes > 0) {
		assert_int_equal(0, ks_resize(out, out->l + BLOCK_MAX + 1));
		assert_int_equal(LIBDEFLATE_SUCCESS,
		    libdeflate_gzip_decompress_ex(d, data, bytes,
		    out->s + out->l, BLOCK_MAX, &in, &n));
		out->l += n;
		data += in;
		bytes -= in;
	}
	libdeflate_free_decompressor(d);
}
