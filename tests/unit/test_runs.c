/* Tests of runs and regions: what is merged, what the search inflates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bam_maker.h"
#include "memory_object.h"
#include "plan/runs.h"

static void
runs_are_united_in_file_order(void **state)
{
	static const struct {
		size_t n; struct run in[4]; size_t m; struct run out[4];
	} rows[] = {
		{ 0, { { 0, 0 } }, 0, { { 0, 0 } } },
		{ 1, { { 5, 9 } }, 1, { { 5, 9 } } },
		{ 2, { { 5, 9 }, { 1, 3 } }, 2, { { 1, 3 }, { 5, 9 } } },
		{ 2, { { 5, 9 }, { 1, 5 } }, 1, { { 1, 9 } } },
		{ 2, { { 1, 9 }, { 2, 3 } }, 1, { { 1, 9 } } },
		{ 3, { { 4, 6 }, { 1, 2 }, { 2, 5 } }, 1, { { 1, 6 } } },
		{ 3, { { 4, 6 }, { 4, 6 }, { 8, 9 } }, 2,
		    { { 4, 6 }, { 8, 9 } } },
	};
	struct run v[4];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct runs r = { v, rows[i].n, 4, true };

		memcpy(v, rows[i].in, sizeof(v));
		runs_unite(&r);
		assert_int_equal(rows[i].m, r.n);
		assert_memory_equal(rows[i].out, v, r.n * sizeof(v[0]));
	}
}

/* What many regions find again and again takes no more room than once. */
static void
the_same_runs_take_room_once(void **state)
{
	struct fault fault = FAULT_INIT;
	struct runs r = { .exact = true };
	size_t i, k;

	(void)state;
	for (k = 0; k < 1000; k++)
		for (i = 0; i < 20; i++)
			assert_int_equal(0, runs_add(&r, 10 * i, 10 * i + 5,
			    &fault));
	assert_true(r.m <= 64);
	runs_unite(&r);
	assert_int_equal(20, r.n);
	assert_int_equal(0, runs_add(&r, 195, 197, &fault));
	assert_int_equal(20, r.n);	/* the last one goes on */
	assert_int_equal(197, r.v[19].end);
	runs_clear(&r);
}

static void
the_smallest_holes_are_filled(void **state)
{
	static const struct {
		size_t n; struct run in[4]; size_t most, m; struct run out[4];
	} rows[] = {
		{ 3, { { 1, 2 }, { 3, 4 }, { 9, 10 } }, 3, 3,
		    { { 1, 2 }, { 3, 4 }, { 9, 10 } } },
		{ 3, { { 1, 2 }, { 3, 4 }, { 9, 10 } }, 2, 2,
		    { { 1, 4 }, { 9, 10 } } },
		{ 3, { { 1, 2 }, { 7, 8 }, { 9, 10 } }, 2, 2,
		    { { 1, 2 }, { 7, 10 } } },
		{ 4, { { 1, 2 }, { 3, 4 }, { 9, 10 }, { 11, 20 } }, 1, 1,
		    { { 1, 20 } } },
		/* those that are equal to the last one filled, too */
		{ 4, { { 1, 2 }, { 4, 5 }, { 7, 8 }, { 20, 30 } }, 3, 2,
		    { { 1, 8 }, { 20, 30 } } },
	};
	struct fault fault = FAULT_INIT;
	struct run v[4];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct runs r = { v, rows[i].n, 4, true };

		memcpy(v, rows[i].in, sizeof(v));
		assert_int_equal(0, runs_bridge(&r, rows[i].most, &fault));
		assert_int_equal(rows[i].m, r.n);
		assert_memory_equal(rows[i].out, v, r.n * sizeof(v[0]));
		assert_int_equal(rows[i].n <= rows[i].most, r.exact);
	}
}

/* A source that knows "one" (0) and "two" (1). */
static void
source_fake(struct source *s)
{
	memset(s, 0, sizeof(*s));
	s->format = FORMAT_BAM;
	s->names = names_new();
	names_add(s->names, "one", 3, 0);
	names_add(s->names, "two", 3, 1);
}

static void
regions_are_merged_by_reference(void **state)
{
	static char one[] = "one", two[] = "two", star[] = "*";
	struct region asked[] = {
		{ two, 50, 60 }, { one, 10, 20 }, { two, 0, 10 },
		{ one, 20, 30 }, { one, 5, 12 }, { star, 0, QUERY_OPEN_END },
		{ one, 40, 40 }, { two, 55, QUERY_OPEN_END },
		{ one, 4000000000, UINT32_MAX },
	};
	static const struct { int tid; int64_t beg, end; } want[] = {
		{ 0, 5, 30 }, { 0, 4000000000, UINT32_MAX }, { 1, 0, 10 },
		{ 1, 50, REGION_OPEN },
	};
	struct query q = { .regions = asked, .nregions = 9 };
	struct fault fault = FAULT_INIT;
	struct regions r;
	struct source s;
	size_t i;

	(void)state;
	source_fake(&s);
	assert_int_equal(0, regions_resolve(&s, &q, &r, &fault));
	assert_true(r.unplaced);
	assert_int_equal(4, r.n);
	for (i = 0; i < 4; i++) {
		assert_int_equal(want[i].tid, r.v[i].tid);
		assert_int_equal(want[i].beg, r.v[i].beg);
		assert_int_equal(want[i].end, r.v[i].end);
	}
	regions_clear(&r);
	asked[3].reference = (char *)"three";
	assert_int_equal(-1, regions_resolve(&s, &q, &r, &fault));
	assert_int_equal(FAULT_NOT_FOUND, fault.kind);
	assert_null(r.v);
	names_free(s.names);
}

/*
 * Ten thousand reads, a gap of 900 kb, ten thousand more beyond LN, each 480
 * blocks: a region that ends in the gap, or past everything, is found without
 * reading what lies before.
 */
static void
a_gap_costs_few_blocks(void **state)
{
	static struct made_read reads[20000];
	static const int64_t ends[] = {
		610000, 1000000, 1499999, INT64_C(1) << 29,
		(INT64_C(1) << 31) - 1, (INT64_C(1) << 32) - 1
	};
	const struct limits limits = { .record = 1 << 20, .header = 1 << 20,
	    .head_scan = 4096 };
	struct fault fault = FAULT_INIT;
	struct object *object;
	struct source *source;
	struct made made;
	size_t i;

	(void)state;
	for (i = 0; i < 20000; i++)
		reads[i] = (struct made_read){ 0,
		    (int32_t)(i < 10000 ? 60 * i : 900000 + 60 * i), 100, 100 };
	made_init(&made, reads, 20000, 5000, false, 1);
	object = memory_object(made.file.s, made.file.l);
	source = source_open(object, FORMAT_BAM, &limits, &fault);
	assert_non_null(source);
	made_lend(&made, source);
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct interval interval = { 0, "one", 1000, ends[i] };
		struct runs runs = { .exact = true };
		struct reader reader = { .source = source,
		    .limits = &limits };

		cursor_init(&reader.cursor, blocks_new(object), 0);
		assert_int_equal(0, runs_add_interval(&runs, &reader,
		    &interval, &fault));
		runs_unite(&runs);
		assert_true(runs.exact);
		assert_int_equal(1, runs.n);
		assert_int_equal(made.voffset[16], runs.v[0].start);
		assert_int_equal(ends[i] < 1500000 ? made.voffset[10000] :
		    made.voffset[20000] + ((uint64_t)BLOCK_EOF_BYTES << 16),
		    runs.v[0].end);
		assert_true(blocks_inflated(reader.cursor.blocks) <= 100);
		blocks_free(reader.cursor.blocks);
		cursor_clear(&reader.cursor);
		runs_clear(&runs);
	}
	made_take_back(source);
	source_free(source);
	object_close(object);
	made_clear(&made);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_are_united_in_file_order),
		cmocka_unit_test(the_same_runs_take_room_once),
		cmocka_unit_test(the_smallest_holes_are_filled),
		cmocka_unit_test(regions_are_merged_by_reference),
		cmocka_unit_test(a_gap_costs_few_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
