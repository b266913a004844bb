/*
 * Tests of cram (file definition, containers, header) and of plan_cram (the
 * containers that a query needs), on files put together byte by byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <htslib/hts_log.h>
#include <htslib/kstring.h>
#include <libdeflate.h>

#include "memory_object.h"
#include "plan/plan_cram.h"
#include "source/cram.h"

#define HEADER	"@HD\tVN:1.6\tSO:coordinate\n" \
		"@SQ\tSN:chr1\tLN:1000\n@SQ\tSN:HLA:01\tLN:50\n"

static const uint8_t eof_2[] = {
	0x0b, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0x0f, 0xe0, 0x45, 0x4f,
	0x46, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x01, 0x00, 0x06, 0x06,
	0x01, 0x00, 0x01, 0x00, 0x01, 0x00
};
static const uint8_t eof_3[] = {
	0x0f, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0x0f, 0xe0, 0x45, 0x4f,
	0x46, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x05, 0xbd, 0xd9, 0x4f, 0x00,
	0x01, 0x00, 0x06, 0x06, 0x01, 0x00, 0x01, 0x00, 0x01, 0x00, 0xee, 0x63,
	0x01, 0x4b
};

/* What the header container is made of; zeroes are a good one. */
struct recipe {
	unsigned	 major, minor;
	const char	*text;
	int		 gzip;
	int		 method;	/* if not 0: says so, whatever it is */
	int		 type;
	int32_t		 text_more;	/* added to the text's length */
	int32_t		 raw_more;	/* added to the raw size */
	size_t		 padding;	/* bytes behind the block */
	uint32_t	 block_crc_xor;
};

static void
put(kstring_t *b, const void *data, size_t n)
{
	assert_true(kputsn(data, n, b) != EOF);
}

static void
put_int32(kstring_t *b, uint32_t v)
{
	uint8_t p[] = { v, v >> 8, v >> 16, v >> 24 };

	put(b, p, 4);
}

static void
put_itf8(kstring_t *b, int32_t value)
{
	uint32_t v = value;
	uint8_t p[5] = { 0xf0 | v >> 28, v >> 20, v >> 12, v >> 4, v & 0xf };
	unsigned n, i;

	for (n = 0; n < 4 && v >> (7 * n + 7) != 0; n++)
		;
	for (i = 0; n < 4 && i <= n; i++)
		p[i] = v >> 8 * (n - i);
	if (n < 4)
		p[0] |= 0xf00 >> n & 0xff;
	put(b, p, n + 1);
}

static void
put_crc(kstring_t *b, size_t from, uint32_t xor)
{
	put_int32(b, libdeflate_crc32(0, b->s + from, b->l - from) ^ xor);
}

/* A container's header with a few landmarks. */
static void
put_header(kstring_t *b, unsigned major, int32_t length, int32_t records,
    int32_t landmarks)
{
	size_t from = b->l;
	int32_t i;

	put_int32(b, length);
	put_itf8(b, -2);
	put_itf8(b, 1);
	put_itf8(b, 300);
	put_itf8(b, records);
	if (major == 3)
		put(b, "\xff\1\2\3\4\5\6\7\10", 9);	/* an LTF8 of 9 */
	else
		put_itf8(b, 1 << 28);
	put(b, "\xfc\1\2\3\4\5\6", 7);		/* an LTF8 of 7 bytes */
	put_itf8(b, 1);
	put_itf8(b, landmarks);
	for (i = 0; i < landmarks; i++)
		put_itf8(b, i * 1000);
	if (major == 3)
		put_crc(b, from, 0);
}

static void
put_block(kstring_t *b, const struct recipe *r)
{
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(6);
	kstring_t raw = KS_INITIALIZE;
	char packed[4096];
	size_t from = b->l, n;

	assert_non_null(c);
	put_int32(&raw, strlen(r->text) + r->text_more);
	put(&raw, r->text, strlen(r->text));
	n = libdeflate_gzip_compress(c, raw.s, raw.l, packed, sizeof(packed));
	assert_true(n > 0);
	libdeflate_free_compressor(c);
	assert_true(kputc(r->method != 0 ? r->method : r->gzip, b) != EOF);
	assert_true(kputc(r->type, b) != EOF);
	put_itf8(b, 0);
	put_itf8(b, r->gzip ? n : raw.l);
	put_itf8(b, raw.l + r->raw_more);
	put(b, r->gzip ? packed : raw.s, r->gzip ? n : raw.l);
	if (r->major == 3)
		put_crc(b, from, r->block_crc_xor);
	free(raw.s);
}

static void
put_start(kstring_t *b, const struct recipe *r)
{
	static const char zeroes[4096];
	uint8_t version[] = { r->major, r->minor };
	kstring_t block = KS_INITIALIZE;

	put(b, "CRAM", 4);
	put(b, version, 2);
	put(b, "an id of twenty byte", 20);
	put_block(&block, r);
	put_header(b, r->major, block.l + r->padding, 0, 1);
	put(b, block.s, block.l);
	assert_true(r->padding <= sizeof(zeroes));
	put(b, zeroes, r->padding);
	free(block.s);
}

/* A data container of `bytes` behind its header; its offset comes back. */
static uint64_t
put_container(kstring_t *b, unsigned major, size_t bytes, int32_t records)
{
	uint64_t at = b->l;

	put_header(b, major, bytes, records, 3);
	while (bytes-- > 0)
		assert_true(kputc('d', b) != EOF);
	return at;
}

static void
put_eof(kstring_t *b, unsigned major)
{
	if (major == 2)
		put(b, eof_2, sizeof(eof_2));
	else
		put(b, eof_3, sizeof(eof_3));
}

static int
layout(const void *data, size_t bytes, struct cram_layout *l,
    struct names *names, struct fault *fault)
{
	struct object *o = memory_object(data, bytes);
	int rc;

	assert_non_null(o);
	rc = cram_layout_read(o, 1 << 20, l, names, fault);
	object_close(o);
	return rc;
}

static void
check_layout(const struct recipe *r)
{
	struct fault fault = FAULT_INIT;
	struct names *names = names_new();
	kstring_t b = KS_INITIALIZE;
	struct cram_layout l;
	uint64_t first, end;

	put_start(&b, r);
	first = b.l;
	put_container(&b, r->major, 500, 10);
	end = b.l;
	put_eof(&b, r->major);
	if (layout(b.s, b.l, &l, names, &fault) == -1)
		fail_msg("%s: %s", fault.message, fault.detail);
	assert_int_equal(r->major, l.major);
	assert_int_equal(r->minor, l.minor);
	assert_int_equal(first, l.first);
	assert_int_equal(end, l.end);
	assert_true(l.has_eof);
	assert_true(l.sorted);
	assert_int_equal(2, l.references);
	assert_int_equal(0, names_find(names, "chr1"));
	assert_int_equal(1, names_find(names, "HLA:01"));
	names_free(names);
	free(b.s);
}

static void
each_version_and_method_is_read(void **state)
{
	static const struct recipe t[] = {
		{ .major = 2, .minor = 0, .text = HEADER },
		{ .major = 2, .minor = 1, .text = HEADER },
		{ .major = 2, .minor = 1, .text = HEADER, .gzip = 1 },
		{ .major = 3, .minor = 0, .text = HEADER },
		{ .major = 3, .minor = 0, .text = HEADER, .gzip = 1 },
		{ .major = 3, .minor = 1, .text = HEADER, .gzip = 1,
		  .padding = 3000 },
		{ .major = 3, .minor = 0, .text = HEADER, .padding = 1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		check_layout(&t[i]);
}

static void
a_file_may_be_its_header_alone(void **state)
{
	static const struct recipe r = {
		.major = 3, .text = "", .gzip = 1
	};
	struct fault fault = FAULT_INIT;
	struct names *names = names_new();
	kstring_t b = KS_INITIALIZE;
	struct cram_layout l;

	(void)state;
	put_start(&b, &r);
	assert_int_equal(0, layout(b.s, b.l, &l, names, &fault));
	assert_int_equal(b.l, l.first);
	assert_int_equal(b.l, l.end);
	assert_false(l.has_eof);
	put_eof(&b, 3);
	assert_int_equal(0, layout(b.s, b.l, &l, names, &fault));
	assert_int_equal(l.first, l.end);
	assert_true(l.has_eof);
	assert_true(l.sorted);
	assert_int_equal(0, l.references);
	assert_int_equal(0, names_count(names));
	names_free(names);
	free(b.s);
}

/* Each byte of the marker counts, and so does its version. */
static void
only_the_exact_eof_container_is_one(void **state)
{
	static const struct recipe r = { .major = 3, .text = HEADER };
	struct fault fault = FAULT_INIT;
	struct names *names = names_new();
	kstring_t b = KS_INITIALIZE;
	struct cram_layout l;
	size_t i, whole;

	(void)state;
	put_start(&b, &r);
	whole = b.l + sizeof(eof_3);
	put_eof(&b, 3);
	for (i = 0; i < sizeof(eof_3); i++) {
		b.s[b.l - 1 - i] ^= 1;
		assert_int_equal(0, layout(b.s, b.l, &l, names, &fault));
		assert_false(l.has_eof);
		assert_int_equal(whole, l.end);
		b.s[b.l - 1 - i] ^= 1;
	}
	b.l -= sizeof(eof_3);
	put_eof(&b, 2);
	assert_int_equal(0, layout(b.s, b.l, &l, names, &fault));
	assert_false(l.has_eof);
	names_free(names);
	free(b.s);
}

static void
the_order_is_read_from_the_header(void **state)
{
	static const struct { const char *text; int sorted; } t[] = {
		{ "@HD\tVN:1.6\tSO:coordinate\n", 1 },
		{ "@HD\tVN:1.6\tSO:unknown\n", 1 },
		{ "@HD\tVN:1.6\n", 1 },
		{ "@SQ\tSN:1\tLN:1\n", 1 },
		{ "@CO\tSO:queryname\n", 1 },
		{ "@HD\tVN:1.6\tSO:queryname\n", 0 },
		{ "@HD\tVN:1.6\tSO:unsorted\n", 0 },
		{ "@HD\tVN:1.6\tSO:coordinates\n", 0 },
	};
	struct fault fault = FAULT_INIT;
	struct recipe r = { .major = 3 };
	struct names *names;
	struct cram_layout l;
	kstring_t b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		ks_initialize(&b);
		names = names_new();
		r.text = t[i].text;
		put_start(&b, &r);
		if (layout(b.s, b.l, &l, names, &fault) == -1)
			fail_msg("%s: %s", t[i].text, fault.detail);
		if (l.sorted != t[i].sorted)
			fail_msg("%s: %d", t[i].text, l.sorted);
		names_free(names);
		free(b.s);
	}
}

static void
check_refused(const void *data, size_t bytes, const char *why)
{
	struct fault fault = FAULT_INIT;
	struct names *names = names_new();
	struct cram_layout l;

	if (layout(data, bytes, &l, names, &fault) == 0)
		fail_msg("accepted, not \"%s\"", why);
	assert_int_equal(FAULT_INTERNAL, fault.kind);
	if (strstr(fault.message, why) == NULL &&
	    strstr(fault.detail, why) == NULL)
		fail_msg("\"%s\", \"%s\": not \"%s\"", fault.message,
		    fault.detail, why);
	names_free(names);
}

static void
bad_headers_are_refused(void **state)
{
	static const struct { struct recipe r; const char *why; } t[] = {
		{ { .major = 1, .text = HEADER }, "CRAM 1.0, not 2.1" },
		{ { .major = 2, .minor = 2, .text = HEADER }, "CRAM 2.2" },
		{ { .major = 3, .minor = 2, .text = HEADER }, "CRAM 3.2" },
		{ { .major = 4, .text = HEADER }, "CRAM 4.0" },
		{ { .major = 3, .text = HEADER, .method = 2 }, "neither raw" },
		{ { .major = 3, .text = HEADER, .gzip = 1, .method = 4 },
		  "neither raw nor gzip" },
		{ { .major = 3, .text = HEADER, .method = 1 }, "bad gzip" },
		{ { .major = 3, .text = HEADER, .type = 4 }, "not the header" },
		{ { .major = 3, .text = HEADER, .text_more = 1 },
		  "longer than its block" },
		{ { .major = 3, .text = HEADER, .text_more = INT32_MIN },
		  "longer than its block" },
		{ { .major = 3, .text = HEADER, .raw_more = 1 },
		  "two lengths" },
		{ { .major = 3, .text = HEADER, .gzip = 1, .raw_more = 1 },
		  "bad gzip" },
		{ { .major = 3, .text = HEADER, .gzip = 1, .raw_more = -1 },
		  "bad gzip" },
		{ { .major = 3, .text = "", .raw_more = -1 }, "bad length" },
		{ { .major = 3, .text = HEADER, .raw_more = INT32_MIN },
		  "negative length" },
		{ { .major = 3, .text = HEADER, .raw_more = 1 << 29 },
		  "[limits] header" },
		{ { .major = 3, .text = HEADER, .block_crc_xor = 1 },
		  "wrong CRC of the header's block" },
		{ { .major = 3, .text = "@SQ\tLN:5\n" }, "bad SAM header" },
		{ { .major = 2, .text = "no header\n" }, "bad SAM header" },
	};
	kstring_t b;
	size_t i;

	(void)state;
	hts_set_log_level(HTS_LOG_OFF);
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		ks_initialize(&b);
		put_start(&b, &t[i].r);
		put_eof(&b, t[i].r.major);
		check_refused(b.s, b.l, t[i].why);
		free(b.s);
	}
}

static void
other_files_are_refused(void **state)
{
	static const char *const t[] = {
		"BAM\1..........................", "CRAn\3.................."
		"........", "\x1f\x8b\x08\x04......................."
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		check_refused(t[i], strlen(t[i]), "not a CRAM file");
	check_refused("", 0, "truncated");
	check_refused("CRAM\3\0", 6, "truncated");
}

/* Cut anywhere before the end of its header container. */
static void
every_truncation_is_refused(void **state)
{
	static const struct recipe r = {
		.major = 3, .text = HEADER, .gzip = 1
	};
	kstring_t b = KS_INITIALIZE;
	size_t i;

	(void)state;
	put_start(&b, &r);
	for (i = 0; i < b.l; i++)
		check_refused(b.s, i, i < CRAM_DEFINITION ? "truncated" :
		    "CRAM container at byte 26");
	free(b.s);
}

/* Any flipped bit of a 3.x container's header or of its block is seen. */
static void
every_flipped_bit_is_refused(void **state)
{
	static const struct recipe r = {
		.major = 3, .text = HEADER, .gzip = 1
	};
	kstring_t b = KS_INITIALIZE;
	size_t i;

	(void)state;
	put_start(&b, &r);
	for (i = 8 * CRAM_DEFINITION; i < 8 * b.l; i++) {
		b.s[i / 8] ^= 1 << i % 8;
		check_refused(b.s, b.l, "CRAM container at byte 26");
		b.s[i / 8] ^= 1 << i % 8;
	}
	free(b.s);
}

static int
container_end(const kstring_t *b, unsigned major, uint64_t offset,
    uint64_t *end, struct fault *fault)
{
	const struct cram_layout l = { .major = major, .end = b->l };
	struct object *o = memory_object(b->s, b->l);
	int rc;

	assert_non_null(o);
	rc = cram_container_end(o, &l, offset, end, fault);
	object_close(o);
	return rc;
}

static void
a_container_ends_by_its_own_header(void **state)
{
	static const int32_t landmarks[] = { 0, 1, 3, 200, 70000 };
	struct fault fault = FAULT_INIT;
	unsigned major;
	uint64_t end;
	kstring_t b;
	size_t i;

	(void)state;
	for (major = 2; major <= 3; major++)
		for (i = 0; i < 5; i++) {
			ks_initialize(&b);
			put(&b, "xyz", 3);
			put_header(&b, major, 70000, 1, landmarks[i]);
			assert_int_equal(0, ks_resize(&b, b.l + 70000));
			memset(b.s + b.l, 0, 70000);
			b.l += 70000;
			if (container_end(&b, major, 3, &end, &fault) == -1)
				fail_msg("%s", fault.detail);
			assert_int_equal(b.l, end);
			free(b.s);
		}
}

static void
bad_containers_are_refused(void **state)
{
	static const struct {
		int32_t length, records, landmarks;
		uint64_t at;
		const char *why;
	} t[] = {
		{ 101, 1, 1, 0, "ends past the end" },
		{ INT32_MAX, 1, 1, 0, "ends past the end" },
		{ -1, 1, 1, 0, "negative" },
		{ 100, -1, 1, 0, "negative" },
		{ 100, 1, -1, 0, "negative" },
		{ 2, 1, 3, 0, "more slices than bytes" },
		{ 100, 1, 1, 1, "" },
		{ 100, 1, 1, 1 << 20, "begins past the end" },
		{ 100, 1, 1, UINT64_MAX, "begins past the end" },
	};
	struct fault fault;
	unsigned major;
	uint64_t end;
	kstring_t b;
	size_t i;

	(void)state;
	for (i = 0; i < 2 * sizeof(t) / sizeof(t[0]); i++) {
		fault = (struct fault)FAULT_INIT;
		ks_initialize(&b);
		major = 2 + i % 2;
		put_header(&b, major, t[i / 2].length, t[i / 2].records,
		    t[i / 2].landmarks);
		assert_int_equal(0, ks_resize(&b, b.l + 100));
		memset(b.s + b.l, 0, 100);
		b.l += 100;
		if (container_end(&b, major, t[i / 2].at, &end, &fault) == 0)
			fail_msg("accepted, not \"%s\"", t[i / 2].why);
		assert_int_equal(FAULT_INTERNAL, fault.kind);
		if (strstr(fault.detail, t[i / 2].why) == NULL)
			fail_msg("\"%s\": not \"%s\"", fault.detail,
			    t[i / 2].why);
		free(b.s);
	}
}

/* Four containers, the third without records and not in the index. */
struct world {
	struct object	*object;
	struct source	 source;
	struct crai	 crai;
	struct crai_line lines[5];
	uint64_t	 containers[3];
	uint64_t	 at[5];		/* starts of the four, and their end */
};

static void
world_index(struct world *w)
{
	const struct crai_line lines[] = {
		{ 0, 11, 90, w->at[0] },	/* [10, 100) */
		{ 0, 81, 120, w->at[1] },	/* [80, 200), a second slice */
		{ 1, 5, 0, w->at[1] },		/* [4, 5) */
		{ 1, 0, 0, w->at[3] },		/* [0, 1) */
		{ -1, 0, 1, w->at[3] },
	};

	memcpy(w->lines, lines, sizeof(lines));
	w->containers[0] = w->at[0];
	w->containers[1] = w->at[1];
	w->containers[2] = w->at[3];
	w->crai.lines = w->lines;
	w->crai.nlines = 5;
	w->crai.containers = w->containers;
	w->crai.ncontainers = 3;
}

static void
world_open(struct world *w, unsigned major, int eof)
{
	const struct recipe r = { .major = major, .text = HEADER };
	struct fault fault = FAULT_INIT;
	kstring_t b = KS_INITIALIZE;

	memset(w, 0, sizeof(*w));
	put_start(&b, &r);
	w->at[0] = put_container(&b, major, 400, 10);
	w->at[1] = put_container(&b, major, 300, 10);
	w->at[2] = put_container(&b, major, 20, 0);
	w->at[3] = put_container(&b, major, 200, 10);
	w->at[4] = b.l;
	while (eof-- > 0)
		put_eof(&b, major);
	w->source.format = FORMAT_CRAM;
	w->source.crai = &w->crai;
	assert_non_null(w->source.names = names_new());
	assert_non_null(w->object = memory_object(b.s, b.l));
	assert_int_equal(0, cram_layout_read(w->object, 1 << 20,
	    &w->source.cram, w->source.names, &fault));
	world_index(w);
	free(b.s);
}

static void
world_close(struct world *w)
{
	object_close(w->object);
	names_free(w->source.names);
}

/* Fills a query with regions of chr1, or of others by name. */
static int
ask(struct world *w, struct region *regions, size_t nregions,
    struct range **ranges, size_t *n, struct fault *fault)
{
	const struct query q = {
		.format = FORMAT_CRAM, .regions = regions, .nregions = nregions
	};

	return cram_ranges(&w->source, w->object, &q, ranges, n, fault);
}

static void
regions_give_the_containers_that_overlap(void **state)
{
	static const struct {
		const char *name;
		uint64_t start, end;
		int containers[3];	/* of the index: wanted or not */
	} t[] = {
		{ "chr1", 0, QUERY_OPEN_END, { 1, 1, 0 } },
		{ "chr1", 0, UINT32_MAX, { 1, 1, 0 } },
		{ "chr1", 0, 10, { 0, 0, 0 } },
		{ "chr1", 0, 11, { 1, 0, 0 } },
		{ "chr1", 79, 80, { 1, 0, 0 } },
		{ "chr1", 80, 81, { 1, 1, 0 } },
		{ "chr1", 99, 100, { 1, 1, 0 } },
		{ "chr1", 100, 101, { 0, 1, 0 } },
		{ "chr1", 199, 200, { 0, 1, 0 } },
		{ "chr1", 200, QUERY_OPEN_END, { 0, 0, 0 } },
		{ "chr1", 90, 90, { 0, 0, 0 } },
		{ "HLA:01", 0, QUERY_OPEN_END, { 0, 1, 1 } },
		{ "HLA:01", 0, 1, { 0, 0, 1 } },
		{ "HLA:01", 1, 4, { 0, 0, 0 } },
		{ "HLA:01", 4, 5, { 0, 1, 0 } },
		{ "HLA:01", 5, QUERY_OPEN_END, { 0, 0, 0 } },
		{ "*", 0, QUERY_OPEN_END, { 0, 0, 1 } },
	};
	static const int from[] = { 0, 1, 3 }, to[] = { 1, 2, 4 };
	struct fault fault = FAULT_INIT;
	struct range *ranges;
	struct region region;
	struct world w;
	size_t i, k, n, at;

	(void)state;
	world_open(&w, 3, 1);
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		region = (struct region){ (char *)(uintptr_t)t[i].name,
		    t[i].start, t[i].end };
		if (ask(&w, &region, 1, &ranges, &n, &fault) == -1)
			fail_msg("%zu: %s", i, fault.detail);
		for (k = at = 0; k < 3; k++) {
			if (!t[i].containers[k])
				continue;
			if (k == 0 || !t[i].containers[k - 1])
				assert_int_equal(w.at[from[k]],
				    ranges[at].start);
			if (k == 2 || !t[i].containers[k + 1])
				assert_int_equal(w.at[to[k]],
				    ranges[at++].end);
		}
		if (n != at)
			fail_msg("%zu: %zu ranges", i, n);
		free(ranges);
	}
	world_close(&w);
}

static void
several_regions_give_each_container_once(void **state)
{
	static char chr1[] = "chr1", star[] = "*";
	struct region regions[] = {
		{ star, 0, QUERY_OPEN_END }, { chr1, 20, 90 },
		{ chr1, 10, 30 }, { chr1, 25, 26 }
	};
	struct fault fault = FAULT_INIT;
	struct range *ranges;
	struct world w;
	size_t n;

	(void)state;
	world_open(&w, 2, 1);
	assert_int_equal(0, ask(&w, regions, 4, &ranges, &n, &fault));
	assert_int_equal(1, n);		/* united over the empty one */
	assert_int_equal(w.at[0], ranges[0].start);
	assert_int_equal(w.at[4], ranges[0].end);
	free(ranges);
	regions[1].end = 50;
	assert_int_equal(0, ask(&w, regions, 4, &ranges, &n, &fault));
	assert_int_equal(2, n);
	assert_int_equal(w.at[1], ranges[0].end);
	assert_int_equal(w.at[3], ranges[1].start);
	free(ranges);
	world_close(&w);
}

static void
without_an_eof_container_the_last_ends_with_the_file(void **state)
{
	static char star[] = "*";
	struct region region = { star, 0, QUERY_OPEN_END };
	struct fault fault = FAULT_INIT;
	struct range *ranges;
	struct world w;
	size_t n;

	(void)state;
	world_open(&w, 3, 0);
	assert_int_equal(0, ask(&w, &region, 1, &ranges, &n, &fault));
	assert_int_equal(1, n);
	assert_int_equal(w.object->version.size, ranges[0].end);
	free(ranges);
	world_close(&w);
}

/* Real files (htslib's range.cram) end in two. */
static void
a_second_eof_container_is_no_data(void **state)
{
	static char star[] = "*";
	struct region region = { star, 0, QUERY_OPEN_END };
	struct fault fault = FAULT_INIT;
	struct range *ranges;
	struct world w;
	unsigned major;
	size_t n;

	(void)state;
	for (major = 2; major <= 3; major++) {
		world_open(&w, major, 2);
		assert_int_equal(0, ask(&w, &region, 1, &ranges, &n, &fault));
		assert_int_equal(1, n);
		assert_int_equal(w.at[3], ranges[0].start);
		assert_int_equal(w.at[4], ranges[0].end);
		free(ranges);
		world_close(&w);
	}
}

static void
unknown_references_are_not_found(void **state)
{
	static const struct { char name[8]; const char *message; } t[] = {
		{ "1", "did you mean chr1?" }, { "chr9", "chr9" },
		{ "HLA", "HLA" }, { "CHR1", "did you mean chr1?" }
	};
	struct fault fault;
	struct region region = { NULL, 0, 5 };
	struct range *ranges;
	struct world w;
	size_t i, n;

	(void)state;
	world_open(&w, 3, 1);
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		fault = (struct fault)FAULT_INIT;
		region.reference = (char *)(uintptr_t)t[i].name;
		assert_int_equal(-1, ask(&w, &region, 1, &ranges, &n, &fault));
		assert_int_equal(FAULT_NOT_FOUND, fault.kind);
		assert_non_null(strstr(fault.message, t[i].message));
		assert_null(ranges);
	}
	world_close(&w);
}

static void
an_unsorted_file_is_refused(void **state)
{
	struct fault fault = FAULT_INIT;
	struct world w;

	(void)state;
	world_open(&w, 3, 1);
	w.source.cram.sorted = false;
	assert_int_equal(-1, cram_check_order(&w.source, w.object, &fault));
	assert_int_equal(FAULT_INTERNAL, fault.kind);
	assert_non_null(strstr(fault.message, "not sorted"));
	world_close(&w);
}

/* Each turns a good index into one of another file. */
static void
lose_the_first(struct world *w)
{
	w->crai.lines++;
	w->crai.nlines--;
	w->crai.containers++;
	w->crai.ncontainers--;
}

static void
lose_the_last(struct world *w)
{
	w->crai.nlines = 3;
	w->crai.ncontainers = 2;
}

static void
lose_all(struct world *w)
{
	w->crai.nlines = w->crai.ncontainers = 0;
}

static void
lose_the_second(struct world *w)
{
	w->lines[1].container = w->lines[2].container = w->at[3];
	w->containers[1] = w->at[3];
	w->crai.ncontainers = 2;
}

static void
shift_the_second(struct world *w)
{
	w->containers[1]++;
	w->lines[1].container++;
	w->lines[2].container++;
}

static void
begin_in_the_header(struct world *w)
{
	w->containers[0] = w->lines[0].container = 30;
}

static void
point_at_the_eof(struct world *w)
{
	w->containers[2] = w->at[4];
	w->lines[3].container = w->lines[4].container = w->at[4];
}

static void
know_another_reference(struct world *w)
{
	w->lines[2].reference = 2;
}

static void
an_index_of_another_file_is_refused(void **state)
{
	static void (*const spoil[])(struct world *) = {
		lose_the_first, lose_the_last, lose_all, lose_the_second,
		shift_the_second, begin_in_the_header, point_at_the_eof,
		know_another_reference
	};
	static char chr1[] = "chr1";
	struct region region = { chr1, 0, QUERY_OPEN_END };
	struct fault fault;
	struct range *ranges;
	struct world w;
	size_t i, n;

	(void)state;
	for (i = 0; i < 2 * sizeof(spoil) / sizeof(spoil[0]); i++) {
		fault = (struct fault)FAULT_INIT;
		world_open(&w, 2 + i % 2, 1);
		spoil[i / 2](&w);
		if (ask(&w, &region, 1, &ranges, &n, &fault) == 0)
			fail_msg("%zu: accepted", i);
		assert_int_equal(FAULT_INTERNAL, fault.kind);
		assert_non_null(strstr(fault.message, "index"));
		assert_null(ranges);
		world_close(&w);
	}
}

static void
a_range_is_cut_at_a_container(void **state)
{
	struct fault fault = FAULT_INIT;
	struct crai *crai;
	uint64_t address;
	struct world w;
	size_t i;

	(void)state;
	world_open(&w, 3, 1);
	crai = w.source.crai;
	w.source.crai = NULL;
	const struct { uint64_t from, until, address; } t[] = {
		{ w.at[0], w.at[1], w.at[1] },
		{ w.at[0], w.at[1] - 1, w.at[1] },
		{ w.at[0], w.at[0] + 1, w.at[1] },
		{ w.at[0], w.at[1] + 1, w.at[1] },
		{ w.at[0], w.at[2] - 1, w.at[1] },
		{ w.at[0], w.at[2], w.at[2] },
		{ w.at[0], w.at[4] - 1, w.at[3] },
		{ w.at[0], w.at[4], w.at[4] },
		{ w.at[0], w.at[4] + 1000, w.at[4] },
		{ w.at[1], w.at[3] + 1, w.at[3] },
		{ w.at[3], w.at[3] + 1, w.at[4] },
	};
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		assert_int_equal(0, cram_split(&w.source, w.object, t[i].from,
		    t[i].until, &address, &fault));
		if (address != t[i].address)
			fail_msg("%zu: %llu", i, (unsigned long long)address);
	}
	assert_int_equal(-1, cram_split(&w.source, w.object, w.at[0] + 1,
	    w.at[4], &address, &fault));
	assert_int_equal(FAULT_INTERNAL, fault.kind);
	w.source.crai = crai;
	world_close(&w);
}

/* As by the walk, where the index lists the container. */
static void
a_range_is_cut_by_the_index(void **state)
{
	struct fault fault = FAULT_INIT;
	uint64_t address, last;
	struct crai *crai;
	struct world w;

	(void)state;
	world_open(&w, 3, 1);
	crai = w.source.crai;
	last = crai->containers[crai->ncontainers - 1];
	assert_int_equal(0, cram_split(&w.source, w.object, w.at[0],
	    w.at[4] + 5, &address, &fault));
	assert_int_equal(last, address);
	crai->containers[crai->ncontainers - 1]++;	/* a stale index */
	assert_int_equal(0, cram_split(&w.source, w.object, w.at[0],
	    w.at[4] + 5, &address, &fault));
	assert_int_equal(w.at[4], address);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_version_and_method_is_read),
		cmocka_unit_test(a_file_may_be_its_header_alone),
		cmocka_unit_test(only_the_exact_eof_container_is_one),
		cmocka_unit_test(the_order_is_read_from_the_header),
		cmocka_unit_test(bad_headers_are_refused),
		cmocka_unit_test(other_files_are_refused),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(every_flipped_bit_is_refused),
		cmocka_unit_test(a_container_ends_by_its_own_header),
		cmocka_unit_test(bad_containers_are_refused),
		cmocka_unit_test(regions_give_the_containers_that_overlap),
		cmocka_unit_test(several_regions_give_each_container_once),
		cmocka_unit_test(
		    without_an_eof_container_the_last_ends_with_the_file),
		cmocka_unit_test(a_second_eof_container_is_no_data),
		cmocka_unit_test(unknown_references_are_not_found),
		cmocka_unit_test(an_unsorted_file_is_refused),
		cmocka_unit_test(an_index_of_another_file_is_refused),
		cmocka_unit_test(a_range_is_cut_at_a_container),
		cmocka_unit_test(a_range_is_cut_by_the_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
