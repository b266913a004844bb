/* Tests of runs and regions: what is merged, what the search inflates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
	source->idx = made.idx;
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
	source->idx = NULL;
	source_free(source);
	object_close(object);
	made_clear(&made);
}

#define READS	6000
#define QUERIES	3000

/* Reads of three references, now and then a long one or a pile of them. */
static void
make_reads(struct made_read *reads)
{
	int32_t pos = 0;
	size_t i;

	srandom(11);
	for (i = 0; i < READS; i++) {
		if (i % (READS / 3) == 0)
			pos = 0;
		if (random() % 4 != 0)
			pos += (int32_t)(random() % 100);
		reads[i] = (struct made_read){ (int32_t)(i / (READS / 3)),
		    pos, random() % 400 == 0 ? 20000 : 100,
		    (uint32_t)(random() % 200) };
	}
}

/* Runs as records side by side make them, by a look at all of them. */
static void
expected_runs(const struct made *made, const struct interval *interval,
    struct runs *runs)
{
	struct fault fault = FAULT_INIT;
	const struct made_read *r;
	size_t i;

	for (i = 0; i < made->n; i++) {
		r = &made->reads[i];
		if (r->tid == interval->tid && r->pos < interval->end &&
		    r->pos + (int64_t)r->span > interval->beg)
			assert_int_equal(0, runs_add(runs, made->voffset[i],
			    made->voffset[i + 1], &fault));
	}
}

static uint64_t
compare_runs(struct source *source, struct object *object,
    const struct made *made, const struct interval *interval)
{
	const struct limits limits = { .record = 1 << 20,
	    .header = 1 << 20, .head_scan = 4096 };
	struct reader reader = { .source = source, .limits = &limits };
	struct runs runs = { .exact = true }, all = { .exact = true };
	struct fault fault = FAULT_INIT;
	uint64_t inflated;

	cursor_init(&reader.cursor, source_blocks(source, object, &fault), 0);
	assert_int_equal(0, runs_add_interval(&runs, &reader, interval,
	    &fault));
	inflated = blocks_inflated(reader.cursor.blocks);
	blocks_rest(reader.cursor.blocks);
	cursor_clear(&reader.cursor);
	expected_runs(made, interval, &all);
	runs_unite(&runs);
	assert_int_equal(all.n, runs.n);
	if (all.n > 0)
		assert_memory_equal(all.v, runs.v, all.n * sizeof(*all.v));
	runs_clear(&all);
	runs_clear(&runs);
	return inflated;
}

/*
 * The same source is asked again and again, near and far, so that walks begin
 * and end anywhere in what is known already.
 */
static void
what_is_known_changes_no_answer(void **state)
{
	static struct made_read reads[READS];
	const struct limits limits = { .header = 1 << 20 };
	struct interval interval = { .reference = "any" };
	struct fault fault = FAULT_INIT;
	struct object *object;
	struct source *source;
	struct made made;
	int i;

	(void)state;
	make_reads(reads);
	made_init(&made, reads, READS, 3000, false, 1);
	object = memory_object(made.file.s, made.file.l);
	source = source_open(object, FORMAT_BAM, &limits, &fault);
	assert_non_null(source);
	source->idx = made.idx;
	for (i = 0; i < QUERIES; i++) {
		interval.tid = (int32_t)(random() % 3);
		interval.beg = random() % 70000;
		interval.end = interval.beg + 1 + random() % 100;
		(void)compare_runs(source, object, &made, &interval);
	}
	source->idx = NULL;
	source_free(source);
	object_close(object);
	made_clear(&made);
}

/*
 * Two regions side by side, far inside a window of the index: the second walk
 * passes over what the first one saw. Of a file that changed a moment ago
 * nothing is learned.
 */
static void
a_neighbour_costs_few_blocks(void **state)
{
	static struct made_read reads[READS];
	const struct limits limits = { .header = 1 << 20 };
	struct interval near = { 0, "one", 11000, 11010 };
	struct interval next = { 0, "one", 11200, 11210 };
	struct fault fault = FAULT_INIT;
	struct object *object;
	struct source *source;
	struct made made;
	int i;

	(void)state;
	for (i = 0; i < READS; i++)
		reads[i] = (struct made_read){ 0, 2 * i, 10, 100 };
	made_init(&made, reads, READS, 3000, false, 1);
	object = memory_object(made.file.s, made.file.l);
	source = source_open(object, FORMAT_BAM, &limits, &fault);
	assert_non_null(source);
	source->idx = made.idx;
	object->version.ctime = time(NULL) * INT64_C(1000000000);
	for (i = 0; i < 4; i++) {
		if (i == 2)
			object->version.ctime = 0;
		if (i % 2 == 0)
			assert_true(compare_runs(source, object, &made,
			    &near) > 200);
		else if (i == 1)
			assert_true(compare_runs(source, object, &made,
			    &next) > 200);
		else
			assert_true(compare_runs(source, object, &made,
			    &next) < 15);
	}
	source->idx = NULL;
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
		cmocka_unit_test(what_is_known_changes_no_answer),
		cmocka_unit_test(a_neighbour_costs_few_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
