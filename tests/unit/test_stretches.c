/* Tests of stretches: what is known makes walks shorter, no answer other. */
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

#define READS	6000
#define QUERIES	3000

/* Reads of three references, now and then a long one or a pile of them. */
static const struct made_read *
any_reads(void)
{
	static struct made_read reads[READS];
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
	return reads;
}

/* All of them in one window of the index. */
static const struct made_read *
dense_reads(void)
{
	static struct made_read reads[READS];
	int i;

	for (i = 0; i < READS; i++)
		reads[i] = (struct made_read){ 0, 2 * i, 10, 100 };
	return reads;
}

struct scene {
	struct made	 made;
	struct object	*object;
	struct source	*source;
};

static void
scene_open(struct scene *s, const struct made_read *reads)
{
	const struct limits limits = { .header = 1 << 20 };
	struct fault fault = FAULT_INIT;

	made_init(&s->made, reads, READS, 3000, false, 1);
	s->object = memory_object(s->made.file.s, s->made.file.l);
	s->source = source_open(s->object, FORMAT_BAM, &limits, &fault);
	assert_non_null(s->source);
	made_lend(&s->made, s->source);
}

static void
scene_close(struct scene *s)
{
	made_take_back(s->source);
	source_free(s->source);
	object_close(s->object);
	made_clear(&s->made);
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

/* How many blocks were inflated to find the runs. */
static uint64_t
find_runs(struct scene *s, uint64_t head_scan,
    const struct interval *interval, struct runs *runs)
{
	const struct limits limits = { .record = 1 << 20,
	    .header = 1 << 20, .head_scan = head_scan };
	struct reader reader = { .source = s->source, .limits = &limits };
	struct fault fault = FAULT_INIT;
	uint64_t inflated;

	cursor_init(&reader.cursor, source_blocks(s->source, s->object,
	    &fault), 0);
	assert_int_equal(0, runs_add_interval(runs, &reader, interval,
	    &fault));
	inflated = blocks_inflated(reader.cursor.blocks);
	blocks_rest(reader.cursor.blocks);
	cursor_clear(&reader.cursor);
	runs_unite(runs);
	return inflated;
}

static uint64_t
compare_runs(struct scene *s, const struct interval *interval)
{
	struct runs runs = { .exact = true }, all = { .exact = true };
	uint64_t inflated;

	inflated = find_runs(s, 4096, interval, &runs);
	assert_true(runs.exact);
	expected_runs(&s->made, interval, &all);
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
	struct interval interval = { .reference = "any" };
	struct scene s;
	int i;

	(void)state;
	scene_open(&s, any_reads());
	for (i = 0; i < QUERIES; i++) {
		interval.tid = (int32_t)(random() % 3);
		interval.beg = random() % 65000;
		interval.end = interval.beg + 1 + random() %
		    (i % 3 == 0 ? 5000 : 100);
		(void)compare_runs(&s, &interval);
	}
	scene_close(&s);
}

/*
 * Two regions side by side, far inside a window of the index: the second walk
 * passes over what the first one saw. Of a file that changed a moment ago
 * nothing is learned.
 */
static void
a_neighbour_costs_few_blocks(void **state)
{
	struct interval near = { 0, "one", 11000, 11010 };
	struct interval next = { 0, "one", 11200, 11210 };
	struct scene s;
	int i;

	(void)state;
	scene_open(&s, dense_reads());
	s.object->version.ctime = time(NULL) * INT64_C(1000000000);
	for (i = 0; i < 4; i++) {
		if (i == 2)
			s.object->version.ctime = 0;
		if (i % 2 == 0)
			assert_true(compare_runs(&s, &near) > 200);
		else if (i == 1)
			assert_true(compare_runs(&s, &next) > 200);
		else
			assert_true(compare_runs(&s, &next) < 15);
	}
	scene_close(&s);
}

/* The end of a long region is found again without a look at its blocks. */
static void
an_end_is_found_by_what_is_known(void **state)
{
	struct interval region = { 0, "one", 100, 11000 };
	struct interval other = { 0, "one", 5000, 11100 };
	struct scene s;

	(void)state;
	scene_open(&s, dense_reads());
	assert_true(compare_runs(&s, &region) > 200);
	assert_true(compare_runs(&s, &region) < 5);
	(void)compare_runs(&s, &other);
	assert_true(compare_runs(&s, &other) < 5);
	assert_true(compare_runs(&s, &region) < 5);
	scene_close(&s);
}

/* What is known does not let a guard pass that stopped a walk before. */
static void
guards_count_what_is_known(void **state)
{
	struct interval interval = { 0, "one", 11000, 11010 };
	struct runs first = { .exact = true };
	struct scene s;
	int i;

	(void)state;
	scene_open(&s, dense_reads());
	(void)find_runs(&s, 50, &interval, &first);
	assert_false(first.exact);
	for (i = 0; i < 4; i++) {
		struct runs runs = { .exact = true };

		/* 4096: all of it becomes known. */
		(void)find_runs(&s, i == 1 ? 4096 : 50, &interval,
		    &runs);
		assert_int_equal(i == 1, runs.exact);
		assert_int_equal(1, runs.n);
		if (i != 1)
			assert_memory_equal(first.v, runs.v,
			    sizeof(*runs.v));
		runs_clear(&runs);
	}
	runs_clear(&first);
	scene_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_known_changes_no_answer),
		cmocka_unit_test(a_neighbour_costs_few_blocks),
		cmocka_unit_test(an_end_is_found_by_what_is_known),
		cmocka_unit_test(guards_count_what_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
