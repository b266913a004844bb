/*
 * Tests of index_file: what it finds is compared with what htslib finds in the
 * same index.
 */
#include <malloc.h>
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
#include <htslib/hts.h>
#include <htslib/kstring.h>

#include "memory_object.h"
#include "source/index_file.h"

#define LIMIT		(1 << 24)
#define REFERENCES	3
#define RECORDS		6000
#define QUERIES		3000

/* What tabix has of a VCF file: format, columns, `#`, no lines, names. */
static const char tabix[] = "\2\0\0\0" "\1\0\0\0" "\2\0\0\0" "\0\0\0\0"
    "#\0\0\0" "\0\0\0\0" "\16\0\0\0" "one\0two\0three";

/* An index that htslib wrote, read by both. */
struct scene {
	hts_idx_t		*idx;
	struct object		*object;
	struct index_file	*file;
	int64_t			 long_bases;	/* more are looked at
						   less closely */
	struct fault		 fault;
};

static unsigned seed;

static uint32_t
draw(uint32_t below)
{
	seed = seed * 1103515245u + 12345;
	return (seed >> 8) % below;
}

/* Sorted records, some of them long, with gaps; none on the second. */
static hts_idx_t *
make_index(int format, int shift, int levels, int64_t step)
{
	hts_idx_t *idx = hts_idx_init(REFERENCES, format, 1000 << 16, shift,
	    levels);
	uint64_t at = 1000 << 16;
	int64_t pos = 0, span;
	int i, tid = 0;

	assert_non_null(idx);
	for (i = 0; i < RECORDS; i++) {
		if (i == RECORDS / 2) {
			tid = 2;
			pos = 0;
		}
		pos += draw(100) == 0 ? step * 50 : (int64_t)draw(step);
		span = draw(50) == 0 ? step * 20 : 100;
		at += draw(20) == 0 ? (uint64_t)(1 + draw(20000)) << 16 : 40;
		assert_int_equal(0, hts_idx_push(idx, tid, pos, pos + span, at,
		    1));
	}
	assert_int_equal(0, hts_idx_finish(idx, at + (100 << 16)));
	return idx;
}

static void
read_file(const char *path, kstring_t *out)
{
	char part[65536];
	FILE *f = fopen(path, "rb");
	size_t n;

	assert_non_null(f);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		kputsn(part, n, out);
	fclose(f);
}

static void
scene_open(struct scene *s, int format, int shift, int levels, int64_t step)
{
	char path[] = "/tmp/htsgate-unit-XXXXXX";
	hts_idx_t *idx = make_index(format, shift, levels, step);
	kstring_t bytes = KS_INITIALIZE;
	int fd = mkstemp(path);

	memset(s, 0, sizeof(*s));
	s->long_bases = INT64_C(127) << shift;
	assert_true(fd >= 0);
	close(fd);
	if (format == HTS_FMT_TBI)
		hts_idx_set_meta(idx, sizeof(tabix), (uint8_t *)tabix, 1);
	assert_int_equal(0, hts_idx_save_as(idx, NULL, path, format));
	hts_idx_destroy(idx);
	s->idx = hts_idx_load3(path, path, format, 0);
	assert_non_null(s->idx);
	read_file(path, &bytes);
	unlink(path);
	s->object = memory_object(bytes.s, bytes.l);
	free(bytes.s);
	s->file = index_file_open(s->object, LIMIT, &s->fault);
	assert_non_null(s->file);
	assert_int_equal(0, index_file_scan(s->file, &s->fault));
}

static void
scene_close(struct scene *s)
{
	index_file_free(s->file);
	object_close(s->object);
	hts_idx_destroy(s->idx);
}

/* The chunks of htslib, without empty ones. */
static struct chunks
of_htslib(struct scene *s, int tid, int64_t beg, int64_t end)
{
	hts_itr_t *itr = hts_itr_query(s->idx, tid, beg, end, NULL);
	struct chunks c = { NULL, 0 };
	int i;

	assert_non_null(itr);
	c.v = calloc((size_t)itr->n_off + 1, sizeof(*c.v));
	assert_non_null(c.v);
	for (i = 0; i < itr->n_off; i++)
		if (itr->off[i].u < itr->off[i].v)
			c.v[c.n++] = (struct chunk){ itr->off[i].u,
			    itr->off[i].v };
	hts_itr_destroy(itr);
	return c;
}

static bool
same(const struct chunk *a, const struct chunk *b)
{
	return a->start == b->start && a->end == b->end;
}

/* Whether a chunk lies in some that touch. */
static bool
covered(const struct chunk *chunk, const struct chunks *c)
{
	uint64_t at = chunk->start;
	size_t i;

	for (i = 0; i < c->n; i++)
		if (c->v[i].start <= at && at < c->v[i].end)
			at = c->v[i].end;
	return at >= chunk->end;
}

/*
 * Of a long region: the same at both ends. Between them is one that is all of
 * the rest, and the one before, which it cuts. Together they cover alike.
 */
static void
compare_long(const struct chunks *theirs, const struct chunks *ours)
{
	size_t i, front = 0, back = 0;

	assert_true(ours->n > 0 && ours->n <= theirs->n);
	while (front < ours->n && same(&theirs->v[front], &ours->v[front]))
		front++;
	while (back < ours->n - front && same(&theirs->v[theirs->n - 1 - back],
	    &ours->v[ours->n - 1 - back]))
		back++;
	assert_true(front + back + 2 >= ours->n);
	assert_int_equal(theirs->v[0].start, ours->v[0].start);
	assert_int_equal(theirs->v[theirs->n - 1].end,
	    ours->v[ours->n - 1].end);
	for (i = 0; i < theirs->n; i++)
		assert_true(covered(&theirs->v[i], ours));
}

/* The same chunks as htslib; how many. */
static size_t
compare(struct scene *s, int tid, int64_t beg, int64_t end)
{
	struct chunks theirs = of_htslib(s, tid, beg, end), ours;
	size_t i, n = theirs.n;

	assert_int_equal(0, index_file_query(s->file, (uint32_t)tid, beg, end,
	    0, &ours, &s->fault));
	if (n != ours.n || (n > 0 && !same(&theirs.v[n - 1], &ours.v[n - 1]))) {
		assert_true(end - beg > s->long_bases);
		compare_long(&theirs, &ours);
	} else
		for (i = 0; i < n; i++)
			assert_true(same(&theirs.v[i], &ours.v[i]));
	free(theirs.v);
	free(ours.v);
	return n;
}

static void
compare_many(struct scene *s, int64_t bases)
{
	const int n = hts_idx_nseq(s->idx);	/* TBI: with records only */
	size_t found = 0;
	int64_t beg;
	int i;

	assert_int_equal(n, index_file_references(s->file));
	for (i = 0; i < QUERIES; i++) {
		beg = (int64_t)((double)draw(1 << 20) / (1 << 20) * bases);
		found += compare(s, (int)draw(n), beg,
		    beg + 1 + draw(i % 3 == 0 ? 100 : i % 3 == 1 ? 100000 :
		    10000000));
	}
	assert_true(found > QUERIES / 3);
	for (i = 0; i < n; i++) {
		(void)compare(s, i, 0, HTS_POS_MAX);
		(void)compare(s, i, bases / 2, HTS_POS_MAX);
		(void)compare(s, i, 0, bases);
	}
}

static void
chunks_are_those_of_htslib(void **state)
{
	static const struct {
		int format, shift, levels;
		int64_t step;
	} rows[] = {
		{ HTS_FMT_BAI, 14, 5, 2000 },
		{ HTS_FMT_BAI, 14, 5, 40000 },
		{ HTS_FMT_TBI, 14, 5, 2000 },
		{ HTS_FMT_CSI, 14, 5, 2000 },
		{ HTS_FMT_CSI, 10, 7, 30000 },
		{ HTS_FMT_CSI, 14, 7, 2000000 },
		{ HTS_FMT_CSI, 4, 3, 3 },
	};
	struct scene s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		seed = (unsigned)i + 1;
		scene_open(&s, rows[i].format, rows[i].shift, rows[i].levels,
		    rows[i].step);
		compare_many(&s, rows[i].step * RECORDS / 3);
		scene_close(&s);
	}
}

static void
records_end_where_htslib_says(void **state)
{
	static const int formats[] =
	    { HTS_FMT_BAI, HTS_FMT_CSI, HTS_FMT_TBI };
	hts_itr_t *itr;
	struct scene s;
	uint64_t end;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		seed = 77;
		scene_open(&s, formats[i], 14, 5, 2000);
		itr = hts_itr_query(s.idx, HTS_IDX_NOCOOR, 0, 0, NULL);
		assert_non_null(itr);
		assert_int_equal(0, index_file_placed_end(s.file, &end,
		    &s.fault));
		assert_int_equal(itr->curr_off, end);
		hts_itr_destroy(itr);
		scene_close(&s);
	}
}

static void
names_are_those_of_tabix(void **state)
{
	struct scene s;

	(void)state;
	scene_open(&s, HTS_FMT_TBI, 14, 5, 2000);
	assert_int_equal(TABIX_VCF, index_file_preset(s.file));
	assert_int_equal(2, names_find(index_file_names(s.file), "three"));
	assert_int_equal(-1, names_find(index_file_names(s.file), "four"));
	scene_close(&s);
	scene_open(&s, HTS_FMT_BAI, 14, 5, 2000);
	assert_int_equal(-1, index_file_preset(s.file));
	assert_null(index_file_names(s.file));
	scene_close(&s);
}

static void
only_what_was_asked_for_is_held(void **state)
{
	struct scene s;
	size_t before, one;

	(void)state;
	scene_open(&s, HTS_FMT_BAI, 14, 5, 2000);
	before = index_file_memory(s.file);
	(void)compare(&s, 0, 0, 1000);
	one = index_file_memory(s.file);
	assert_true(one > before);
	(void)compare(&s, 0, 1000, 2000);
	assert_int_equal(one, index_file_memory(s.file));
	(void)compare(&s, 2, 0, 1000);
	assert_true(index_file_memory(s.file) > one);
	assert_true(index_file_memory(s.file) < 2 * s.object->version.size);
	scene_close(&s);
}

static void
a_changed_index_is_not_read_on(void **state)
{
	struct chunks c;
	struct scene s;

	(void)state;
	scene_open(&s, HTS_FMT_BAI, 14, 5, 2000);
	(void)compare(&s, 0, 0, 1000);
	memory_object_touch(s.object);
	assert_int_equal(-1, index_file_query(s.file, 2, 0, 1000, 0, &c,
	    &s.fault));
	assert_int_equal(FAULT_UNAVAILABLE, s.fault.kind);
	scene_close(&s);
}

/* A small index by hand: numbers of 4 bytes, those of 8 after a `:`. */
static struct object *
by_hand(const char *magic, const char *numbers, size_t cut)
{
	kstring_t s = KS_INITIALIZE;
	struct object *object;
	unsigned long long value;
	unsigned i, bytes;
	char *end;

	kputsn(magic, 4, &s);
	for (; *numbers != '\0'; numbers = end + strspn(end, " ")) {
		bytes = *numbers == ':' ? 8 : 4;
		value = strtoull(numbers + (bytes == 8), &end, 0);
		for (i = 0; i < bytes; i++)
			kputc((int)(value >> 8 * i & 0xff), &s);
	}
	object = memory_object(s.s, s.l - cut);
	assert_non_null(object);
	free(s.s);
	return object;
}

/* 0, or -1 where head, places or parts are refused. */
static int
try_all(struct object *o, uint64_t *placed_end, struct fault *fault)
{
	struct index_file *f = index_file_open(o, 4096, fault);
	struct chunks c = { NULL, 0 };
	uint32_t i;
	int error = -1;

	if (f == NULL)
		return -1;
	if (index_file_scan(f, fault) == 0 &&
	    index_file_placed_end(f, placed_end, fault) == 0)
		error = 0;
	for (i = 0; error == 0 && i < index_file_references(f); i++) {
		error = index_file_query(f, i, 0, 100, 0, &c, fault);
		free(c.v);
	}
	index_file_free(f);
	return error;
}

/* One reference: bin 4681 with a chunk, the counts, one window. */
#define BIN	"4681 1 :0x640000 :0x650000 "
#define COUNTS	"37450 2 :0x640000 :0x650010 :5 :0 "
#define LINEAR	"1 :0x640000"
/* A bin as htsjdk has it of POS 0. */
#define BEFORE	"4680 1 :0x640000 :0x650000 "

/* The log says which index it is, and says it once. */
static void
check_refusal(const struct fault *fault, const struct object *o)
{
	const size_t bytes = strlen(o->path);

	assert_int_equal(FAULT_INTERNAL, fault->kind);
	assert_memory_equal(o->path, fault->detail, bytes);
	assert_null(strstr(fault->detail + bytes, o->path));
}

static void
near_misses(void **state)
{
	static const struct {
		const char *magic, *numbers;
		size_t cut;
		bool good;
	} rows[] = {
		{ "BAI\1", "1 2 " BIN COUNTS LINEAR, 0, true },
		{ "BAI\1", "1 2 " COUNTS BIN LINEAR, 0, true },
		{ "BAI\1", "1 2 " BIN COUNTS LINEAR " :7", 0, true },
		{ "BAI\1", "1 0 0", 0, true },
		{ "BAI\1", "0", 0, true },
		{ "BAI\1", "1 1 37450 0 " LINEAR, 0, true },
		{ "BAI\2", "1 2 " BIN COUNTS LINEAR, 0, false },
		{ "BAM\1", "1 2 " BIN COUNTS LINEAR, 0, false },
		{ "BAI\1", "1 3 " BIN COUNTS LINEAR, 0, false },
		{ "BAI\1", "2 2 " BIN COUNTS LINEAR, 0, false },
		{ "BAI\1", "0xffffffff 2 " BIN COUNTS LINEAR, 0, false },
		{ "BAI\1", "1 0xffffffff " BIN COUNTS LINEAR, 0, false },
		{ "BAI\1", "1 2 " BIN BIN LINEAR, 0, false },
		{ "BAI\1", "1 2 " BIN "4682 1 :0x650000 :0x660000 " LINEAR, 0,
		    true },
		{ "BAI\1", "1 2 4682 1 :0x650000 :0x660000 " BIN LINEAR, 0,
		    true },
		{ "BAI\1", "1 2 " BIN "4682 1 :0x630000 :0x660000 " LINEAR, 0,
		    false },
		{ "BAI\1", "1 2 " BIN "585 1 :0x630000 :0x660000 " LINEAR, 0,
		    true },
		{ "BAI\1", "1 2 585 1 :0x650000 :0x660000 " BEFORE LINEAR, 0,
		    true },
		{ "BAI\1", "1 2 585 1 :0x650000 :0x660000 " BEFORE "0", 0,
		    false },
		{ "BAI\1", "1 1 4681 2 :0x640000 :0x650000 :0x630000 :0x640000 "
		    LINEAR, 0, false },
		{ "BAI\1", "1 1 4681 0xffffffff " LINEAR, 0, false },
		{ "BAI\1", "1 0 0xffffffff", 0, false },
		{ "BAI\1", "1 1 37450 1", 0, false },
		{ "CSI\1", "14 5 0 1 1 4681 :0x640000 1 :0x640000 :0x650000",
		    0, true },
		{ "CSI\1", "0 5 0 0", 0, false },
		{ "CSI\1", "14 10 0 0", 0, false },
		{ "CSI\1", "40 9 0 0", 0, false },
		{ "CSI\1", "60 0 0 1 1 0 :0x640000 1 :0x640000 :0x650000",
		    0, true },
		{ "CSI\1", "61 0 0 0", 0, false },
		{ "CSI\1", "0xffffffff 5 0 0", 0, false },
		{ "CSI\1", "14 5 4 9 0", 0, true },
		{ "CSI\1", "14 5 400 0", 0, false },
		{ "CSI\1", "14 5 0xffffffff 0", 0, false },
		{ "CSI\1", "14 5 28 2 1 2 0 35 0 0 0", 0, true },
		{ "CSI\1", "14 5 28 2 1 2 0 35 0 4 0x61 0", 0, false },
		{ "CSI\1", "14 5 32 2 1 2 0 35 0 4 0x620061 0", 0, true },
		{ "CSI\1", "14 5 32 2 1 2 0 35 0 4 0x620061 2 0 0", 0, true },
		{ "CSI\1", "14 5 32 2 1 2 0 35 0 4 0x620061 3 0 0 0", 0,
		    false },
		{ "TBI\1", "0 2 1 2 0 35 0 4 0x620061", 0, true },
		{ "TBI\1", "0 2 1 2 0 35 0 4 0x610061", 0, false },
		{ "TBI\1", "0 2 1 2 0 35 0 4 0x61616161", 0, false },
		{ "TBI\1", "0 2 1 2 0 35 0 5 0x61", 0, false },
		{ "TBI\1", "0 2 1 2 0 35 0 0xffffffff 0x61", 0, false },
		{ "TBI\1", "0 2 1 2 0 35 0 0x80000000 0x61", 0, false },
		{ "TBI\1", "0 2 1 2 0 35 0", 0, false },
	};
	struct fault fault;
	struct object *o;
	uint64_t end;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fault = (struct fault)FAULT_INIT;
		o = by_hand(rows[i].magic, rows[i].numbers, rows[i].cut);
		if (try_all(o, &end, &fault) != (rows[i].good ? 0 : -1))
			fail_msg("row %zu: %s", i, fault.detail);
		if (!rows[i].good)
			check_refusal(&fault, o);
		object_close(o);
	}
}

static void
a_cut_index_is_damaged(void **state)
{
	struct fault fault;
	struct object *o;
	uint64_t end;
	size_t cut;

	(void)state;
	for (cut = 1;; cut++) {
		fault = (struct fault)FAULT_INIT;
		o = by_hand("BAI\1", "1 2 " BIN COUNTS LINEAR, cut);
		assert_int_equal(-1, try_all(o, &end, &fault));
		check_refusal(&fault, o);
		assert_non_null(strstr(fault.message, "is damaged"));
		if (o->version.size == 0)
			break;
		object_close(o);
	}
	object_close(o);
}

static void
without_counts_the_last_chunk_ends_it(void **state)
{
	struct fault fault = FAULT_INIT;
	uint64_t end = 0;
	struct object *o;

	(void)state;
	o = by_hand("BAI\1", "2 1 " BIN LINEAR " 2 " BIN COUNTS LINEAR, 0);
	assert_int_equal(0, try_all(o, &end, &fault));
	assert_int_equal(0x650010, end);
	object_close(o);
	o = by_hand("BAI\1", "2 1 " BIN LINEAR " 0 0", 0);
	assert_int_equal(0, try_all(o, &end, &fault));
	assert_int_equal(0x650000, end);
	object_close(o);
	o = by_hand("BAI\1", "2 1 " BIN LINEAR " 1 4681 1 :0x660000 :0x670000 "
	    LINEAR, 0);
	assert_int_equal(0, try_all(o, &end, &fault));
	assert_int_equal(0x670000, end);
	object_close(o);
}

/* A bin of nowhere: its records may lie anywhere. */
static void
misplaced_records_are_looked_for_everywhere(void **state)
{
	struct fault fault = FAULT_INIT;
	struct object *o = by_hand("BAI\1", "1 2 " BEFORE
	    "0 1 :0x630000 :0x670000 " LINEAR, 0);
	struct index_file *f = index_file_open(o, LIMIT, &fault);
	struct chunks c;

	(void)state;
	assert_non_null(f);
	assert_int_equal(0, index_file_scan(f, &fault));
	assert_int_equal(0, index_file_query(f, 0, 99, 100, 0, &c, &fault));
	assert_int_equal(1, c.n);
	assert_int_equal(0x640000, c.v[0].start);
	assert_int_equal(0x670000, c.v[0].end);
	free(c.v);
	index_file_free(f);
	object_close(o);
	o = by_hand("BAI\1", "1 1 " BEFORE LINEAR, 0);
	f = index_file_open(o, LIMIT, &fault);
	assert_non_null(f);
	assert_int_equal(0, index_file_scan(f, &fault));
	assert_int_equal(0, index_file_query(f, 0, 1 << 20, 1 << 21, 0, &c,
	    &fault));
	assert_int_equal(1, c.n);
	free(c.v);
	index_file_free(f);
	object_close(o);
}

/* Before they are read: of zeros that inflate there may be very many. */
static void
bins_are_no_more_than_their_numbers(void **state)
{
	struct fault fault = FAULT_INIT;
	struct object *o = by_hand("BAI\1", "1 37452 " BIN COUNTS LINEAR, 0);
	uint64_t end;

	(void)state;
	assert_int_equal(-1, try_all(o, &end, &fault));
	assert_non_null(strstr(fault.detail, "37452 bins"));
	object_close(o);
}

/* Of very many small files, what each holds besides would be the most. */
static void
what_is_held_is_counted(void **state)
{
	struct object *o = by_hand("BAI\1", "1 2 " BIN COUNTS LINEAR, 0);
	const size_t before = mallinfo2().uordblks;
	struct fault fault = FAULT_INIT;
	struct index_file *files[100];
	struct chunks c;
	size_t i, counted = 0;

	(void)state;
	for (i = 0; i < 100; i++) {
		files[i] = index_file_open(o, LIMIT, &fault);
		assert_non_null(files[i]);
		assert_int_equal(0, index_file_scan(files[i], &fault));
		assert_int_equal(0, index_file_query(files[i], 0, 0, 100, 0,
		    &c, &fault));
		free(c.v);
		counted += index_file_memory(files[i]);
	}
	assert_true(mallinfo2().uordblks - before < 2 * counted);
	for (i = 0; i < 100; i++)
		index_file_free(files[i]);
	object_close(o);
}

/* Old writers left windows at 0 in which no record begins. */
static void
an_empty_window_is_as_the_one_before(void **state)
{
	struct fault fault = FAULT_INIT;
	struct index_file *f;
	struct object *o;
	struct chunks c;

	(void)state;
	o = by_hand("BAI\1", "1 1 585 1 :0x10000 :0x990000 "
	    "3 :0x10000 :0x640000 :0", 0);
	f = index_file_open(o, LIMIT, &fault);
	assert_non_null(f);
	assert_int_equal(0, index_file_scan(f, &fault));
	assert_int_equal(0, index_file_query(f, 0, 40000, 40001, 0, &c,
	    &fault));
	assert_int_equal(1, c.n);
	assert_int_equal(0x640000, c.v[0].start);
	free(c.v);
	index_file_free(f);
	object_close(o);
}

/* A long read from far left is a chunk alone, however long the region. */
static void
a_long_region_begins_closely(void **state)
{
	static const char numbers[] = "1 4 9 1 :0x10000 :0x20000 "
	    "4691 1 :0x20000 :0x500000 4701 1 :0x500000 :0x600000 "
	    "4981 1 :0x900000 :0xa00000 0";
	static const struct chunk wanted[] = { { 0x10000, 0x20000 },
	    { 0x500000, 0x600000 }, { 0x900000, 0xa00000 } };
	struct object *o = by_hand("BAI\1", numbers, 0);
	struct fault fault = FAULT_INIT;
	struct index_file *f = index_file_open(o, LIMIT, &fault);
	struct chunks c;

	(void)state;
	assert_non_null(f);
	assert_int_equal(0, index_file_scan(f, &fault));
	assert_int_equal(0, index_file_query(f, 0, 20 << 14, 301 << 14, 0, &c,
	    &fault));
	assert_int_equal(3, c.n);
	assert_memory_equal(wanted, c.v, sizeof(wanted));
	free(c.v);
	index_file_free(f);
	object_close(o);
}

static void
gaps_begin_where_bins_end(void **state)
{
	/* Windows 0 and 9, the first eight windows; an empty bin. */
	static const char numbers[] = "1 4 4681 1 :0x10000 :0x20000 "
	    "4690 1 :0x40000 :0x50000 585 1 :0x20000 :0x30000 4695 0 0";
	static const struct { int64_t end, beg; } rows[] = {
		{ 20 << 14, 10 << 14 }, { (10 << 14) + 1, 10 << 14 },
		{ 10 << 14, 8 << 14 }, { (9 << 14) + 1, 8 << 14 },
		{ 9 << 14, 8 << 14 }, { 8 << 14, 1 << 14 },
		{ (1 << 14) + 1, 1 << 14 }, { 1 << 14, 0 }, { 1, 0 },
		{ INT64_MAX, 10 << 14 },
	};
	struct object *o = by_hand("BAI\1", numbers, 0);
	struct fault fault = FAULT_INIT;
	struct index_file *f = index_file_open(o, LIMIT, &fault);
	int64_t beg;
	size_t i;

	(void)state;
	assert_non_null(f);
	assert_int_equal(0, index_file_scan(f, &fault));
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(0, index_file_gap(f, 0, rows[i].end, &beg,
		    &fault));
		if (beg != rows[i].beg)
			fail_msg("row %zu: %lld", i, (long long)beg);
	}
	assert_int_equal(0, index_file_gap(f, 1, 1000, &beg, &fault));
	assert_int_equal(0, beg);
	index_file_free(f);
	object_close(o);
}

/* Few bytes may inflate to very many. */
static void
what_it_inflates_to_is_bounded(void **state)
{
	static const char zeros[60000];
	char path[] = "/tmp/htsgate-unit-XXXXXX";
	kstring_t bytes = KS_INITIALIZE;
	struct fault fault = FAULT_INIT;
	int i, fd = mkstemp(path);
	BGZF *bgzf = bgzf_open(path, "w");
	struct object *o;
	uint64_t end;

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	assert_non_null(bgzf);
	assert_int_equal(20, bgzf_write(bgzf, "BAI\1\1\0\0\0\1\0\0\0"
	    "\0\0\0\0\0\0\0\1", 20));
	for (i = 0; i < 20; i++)
		assert_int_equal(sizeof(zeros), bgzf_write(bgzf, zeros,
		    sizeof(zeros)));
	assert_int_equal(0, bgzf_close(bgzf));
	read_file(path, &bytes);
	unlink(path);
	assert_true(bytes.l < 4096);
	o = memory_object(bytes.s, bytes.l);
	assert_int_equal(-1, try_all(o, &end, &fault));
	assert_non_null(strstr(fault.detail, "[limits] index"));
	free(bytes.s);
	object_close(o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chunks_are_those_of_htslib),
		cmocka_unit_test(records_end_where_htslib_says),
		cmocka_unit_test(names_are_those_of_tabix),
		cmocka_unit_test(only_what_was_asked_for_is_held),
		cmocka_unit_test(a_changed_index_is_not_read_on),
		cmocka_unit_test(near_misses),
		cmocka_unit_test(a_cut_index_is_damaged),
		cmocka_unit_test(without_counts_the_last_chunk_ends_it),
		cmocka_unit_test(misplaced_records_are_looked_for_everywhere),
		cmocka_unit_test(bins_are_no_more_than_their_numbers),
		cmocka_unit_test(what_is_held_is_counted),
		cmocka_unit_test(an_empty_window_is_as_the_one_before),
		cmocka_unit_test(a_long_region_begins_closely),
		cmocka_unit_test(gaps_begin_where_bins_end),
		cmocka_unit_test(what_it_inflates_to_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
