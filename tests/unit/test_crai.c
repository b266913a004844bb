/* Tests of crai: lines of a CRAM index, compressed and plain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <htslib/bgzf.h>
#include <libdeflate.h>

#include "memory_object.h"
#include "source/crai.h"

#define FILE_SIZE	100000
#define LIMIT		(1 << 20)

static const char sample[] =
    "0\t10\t100\t1000\t200\t300\n"
    "0\t90\t50\t1000\t500\t300\n"
    "1\t1\t20\t5000\t200\t300\n"
    "-1\t0\t1\t5000\t200\t300\n";

static struct crai *
load(const void *data, size_t bytes, uint64_t limit, struct fault *fault)
{
	struct object *o = memory_object(data, bytes);
	struct crai *crai;

	assert_non_null(o);
	crai = crai_load(o, FILE_SIZE, limit, fault);
	object_close(o);
	return crai;
}

static void
check_sample(const void *data, size_t bytes)
{
	struct fault fault = FAULT_INIT;
	struct crai *crai = load(data, bytes, LIMIT, &fault);

	if (crai == NULL)
		fail_msg("%s: %s", fault.message, fault.detail);
	assert_int_equal(4, crai->nlines);
	assert_int_equal(0, crai->lines[1].reference);
	assert_int_equal(90, crai->lines[1].start);
	assert_int_equal(50, crai->lines[1].span);
	assert_int_equal(1000, crai->lines[1].container);
	assert_int_equal(2, crai->ncontainers);
	assert_int_equal(1000, crai->containers[0]);
	assert_int_equal(5000, crai->containers[1]);
	assert_true(crai_memory(crai) >= 4 * sizeof(crai->lines[0]));
	crai_free(crai);
}

/* Fails unless the index is refused with this in the detail. */
static void
check_refused(const void *data, size_t bytes, uint64_t limit,
    const char *detail)
{
	struct fault fault = FAULT_INIT;

	if (load(data, bytes, limit, &fault) != NULL)
		fail_msg("accepted: %s", (const char *)data);
	assert_int_equal(FAULT_INTERNAL, fault.kind);
	assert_null(strstr(fault.message, "memory"));
	if (strstr(fault.detail, detail) == NULL)
		fail_msg("\"%s\" lacks \"%s\"", fault.detail, detail);
	assert_non_null(strstr(fault.detail, "memory"));
}

static size_t
gzip(const void *in, size_t n, void *out, size_t size)
{
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(6);
	size_t got;

	assert_non_null(c);
	got = libdeflate_gzip_compress(c, in, n, out, size);
	libdeflate_free_compressor(c);
	assert_true(got > 0);
	return got;
}

static void
plain_text_is_read(void **state)
{
	(void)state;
	check_sample(sample, strlen(sample));
}

static void
gzip_in_one_and_in_two_members_is_read(void **state)
{
	size_t half = strlen(sample) / 2, n;
	char packed[1024];

	(void)state;
	n = gzip(sample, strlen(sample), packed, sizeof(packed));
	check_sample(packed, n);
	n = gzip(sample, half, packed, sizeof(packed));
	n += gzip(sample + half, strlen(sample) - half, packed + n,
	    sizeof(packed) - n);
	check_sample(packed, n);
}

static void
bgzf_is_read(void **state)
{
	char path[] = "/tmp/htsgate-crai-XXXXXX", packed[1024];
	FILE *stream;
	BGZF *bgzf;
	size_t n;
	int fd;

	(void)state;
	assert_true((fd = mkstemp(path)) != -1);
	assert_int_equal(0, close(fd));
	assert_non_null(bgzf = bgzf_open(path, "w"));
	assert_int_equal(strlen(sample),
	    bgzf_write(bgzf, sample, strlen(sample)));
	assert_int_equal(0, bgzf_close(bgzf));
	assert_non_null(stream = fopen(path, "r"));
	n = fread(packed, 1, sizeof(packed), stream);
	assert_int_equal(0, fclose(stream));
	assert_int_equal(0, unlink(path));
	check_sample(packed, n);
}

static void
lines_come_in_order_of_container(void **state)
{
	static const char text[] =
	    "0\t500\t10\t9000\t1\t1\n"
	    "1\t7\t10\t300\t1\t1\n"
	    "0\t100\t10\t9000\t1\t1\n"
	    "0\t1\t10\t200\t1\t1\n";
	struct fault fault = FAULT_INIT;
	struct crai *crai = load(text, strlen(text), LIMIT, &fault);

	(void)state;
	assert_non_null(crai);
	assert_int_equal(200, crai->lines[0].container);
	assert_int_equal(300, crai->lines[1].container);
	assert_int_equal(100, crai->lines[2].start);
	assert_int_equal(500, crai->lines[3].start);
	assert_int_equal(3, crai->ncontainers);
	assert_int_equal(9000, crai->containers[2]);
	crai_free(crai);
}

static void
an_empty_index_is_an_index(void **state)
{
	struct fault fault = FAULT_INIT;
	struct crai *crai;
	char packed[256];

	(void)state;
	assert_non_null(crai = load("", 0, LIMIT, &fault));
	assert_int_equal(0, crai->nlines + crai->ncontainers);
	crai_free(crai);
	crai = load(packed, gzip("", 0, packed, sizeof(packed)), LIMIT,
	    &fault);
	assert_non_null(crai);
	assert_int_equal(0, crai->nlines + crai->ncontainers);
	crai_free(crai);
}

/* At the edge of what is allowed, and legal. */
static void
odd_lines_are_accepted(void **state)
{
	static const char *const t[] = {
		"0\t0\t0\t0\t0\t0\n",
		"2147483647\t2147483647\t2147483647\t99999\t99999\t100000\n",
		"-1\t-1\t-1\t26\t0\t0\n",
		"-1\t0\t0\t26\t0\t0\n"
	};
	struct fault fault = FAULT_INIT;
	struct crai *crai;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		crai = load(t[i], strlen(t[i]), LIMIT, &fault);
		if (crai == NULL)
			fail_msg("%s: %s", t[i], fault.detail);
		assert_int_equal(1, crai->nlines);
		crai_free(crai);
	}
}

static void
near_misses_are_refused(void **state)
{
	static const struct { const char *text, *detail; } t[] = {
		{ "0\t10\t100\t1000\t200\t300", "line 1: no newline" },
		{ "0\t1\t1\t9\t9\t9\n0", "line 2: no newline" },
		{ "0\t10\t100\t1000\t200\n", "line 1: not six columns" },
		{ "0\t10\t100\t1000\t200\t300\t1\n", "line 1: not six" },
		{ "0\t10\t100\t1000\t200\t300\t\n", "line 1: not six" },
		{ "0\t10\t100\t1000\t200\t300\r\n", "line 1: not six" },
		{ "0 10 100 1000 200 300\n", "line 1: not six" },
		{ "\n", "line 1: not six" },
		{ "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n", "line 1: not six" },
		{ "0\t1\t1\t9\t9\t9\n\n", "line 2: not six" },
		{ "0\t10\t\t1000\t200\t300\n", "line 1: not six" },
		{ "0\t 10\t100\t1000\t200\t300\n", "line 1: not six" },
		{ "0\t+10\t100\t1000\t200\t300\n", "line 1: not six" },
		{ "0\t-\t100\t1000\t200\t300\n", "line 1: not six" },
		{ "-\t10\t100\t1000\t200\t300\n", "line 1: not six" },
		{ "0\t1e3\t100\t1000\t200\t300\n", "line 1: not six" },
		{ "0\t0x10\t100\t1000\t200\t300\n", "line 1: not six" },
		{ "0\t1.5\t100\t1000\t200\t300\n", "line 1: not six" },
		{ "chr1\t10\t100\t1000\t200\t300\n", "line 1: not six" },
		{ "#0\t10\t100\t1000\t200\t300\n", "line 1: not six" },
		{ "0\t9223372036854775808\t1\t1\t1\t1\n", "not six" },
		{ "-2\t10\t100\t1000\t200\t300\n", "bad reference" },
		{ "2147483648\t1\t1\t9\t9\t9\n", "bad reference" },
		{ "0\t-1\t100\t1000\t200\t300\n", "bad start or span" },
		{ "0\t10\t-1\t1000\t200\t300\n", "bad start or span" },
		{ "0\t9223372036854775807\t1\t1\t1\t1\n", "bad start" },
		{ "0\t1\t9223372036854775807\t1\t1\t1\n", "bad start" },
		{ "0\t10\t100\t-1\t200\t300\n", "past the end" },
		{ "0\t10\t100\t100000\t200\t300\n", "past the end" },
		{ "0\t10\t100\t1000\t-1\t300\n", "past the end" },
		{ "0\t10\t100\t1000\t100000\t300\n", "past the end" },
		{ "0\t10\t100\t1000\t200\t-1\n", "past the end" },
		{ "0\t10\t100\t1000\t200\t100001\n", "past the end" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		check_refused(t[i].text, strlen(t[i].text), LIMIT,
		    t[i].detail);
}

static void
a_nul_is_refused(void **state)
{
	static const char text[] = "0\t1\t1\t9\t9\t9\0\n";

	(void)state;
	check_refused(text, sizeof(text) - 1, LIMIT, "line 1: not six");
}

static void
every_truncation_of_a_gzip_index_is_refused(void **state)
{
	char packed[1024];
	size_t i, n;

	(void)state;
	n = gzip(sample, strlen(sample), packed, sizeof(packed));
	for (i = 2; i < n; i++)
		check_refused(packed, i, LIMIT, "gzip");
	packed[n / 2] ^= 0x10;
	check_refused(packed, n, LIMIT, "gzip");
}

static void
bytes_behind_the_gzip_data_are_refused(void **state)
{
	char packed[1024];
	size_t n;

	(void)state;
	n = gzip(sample, strlen(sample), packed, sizeof(packed));
	packed[n] = 'x';
	check_refused(packed, n + 1, LIMIT, "gzip");
}

/* 3 MB of one line again and again shrink to less than the limit. */
static void
an_index_over_the_limit_is_refused(void **state)
{
	static const char line[] = "0\t10\t100\t1000\t200\t300\n";
	size_t i, n, bytes = 0, size = 3 << 20;
	char *text = malloc(size), *packed = malloc(size);

	(void)state;
	assert_non_null(text);
	assert_non_null(packed);
	for (i = strlen(line); bytes + i <= size; bytes += i)
		memcpy(text + bytes, line, i);
	check_refused(text, bytes, LIMIT, "[limits] index");
	n = gzip(text, bytes, packed, size);
	assert_true(n < LIMIT / 2);
	check_refused(packed, n, LIMIT, "[limits] index");
	free(text);
	free(packed);
}

static void
an_index_that_deflates_well_is_read(void **state)
{
	static const char line[] = "0\t10\t100\t1000\t200\t300\n";
	struct fault fault = FAULT_INIT;
	char text[64 * sizeof(line)], packed[sizeof(text)];
	struct crai *crai;
	size_t i, n = strlen(line);

	(void)state;
	for (i = 0; i < 64; i++)
		memcpy(text + i * n, line, n);
	crai = load(packed, gzip(text, 64 * n, packed, sizeof(packed)),
	    64 * n, &fault);
	assert_non_null(crai);
	assert_int_equal(64, crai->nlines);
	assert_int_equal(1, crai->ncontainers);
	crai_free(crai);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text_is_read),
		cmocka_unit_test(gzip_in_one_and_in_two_members_is_read),
		cmocka_unit_test(bgzf_is_read),
		cmocka_unit_test(lines_come_in_order_of_container),
		cmocka_unit_test(an_empty_index_is_an_index),
		cmocka_unit_test(odd_lines_are_accepted),
		cmocka_unit_test(near_misses_are_refused),
		cmocka_unit_test(a_nul_is_refused),
		cmocka_unit_test(every_truncation_of_a_gzip_index_is_refused),
		cmocka_unit_test(bytes_behind_the_gzip_data_are_refused),
		cmocka_unit_test(an_index_over_the_limit_is_refused),
		cmocka_unit_test(an_index_that_deflates_well_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
