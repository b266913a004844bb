/*
 * Tests of plan: what a query gives is compared with a plain scan of all
 * records, on files whose records straddle blocks of any size.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "bam_maker.h"
#include "memory_object.h"
#include "plan/emit.h"
#include "plan/plan.h"
#include "plan/span_make.h"

#define READS	600
#define QUERIES	150

static struct made_read reads[READS];
static struct data section = { .missing_eof = MISSING_EOF_REFUSE };
static const struct limits limits = {
	.url_bytes = 1 << 30, .inline_answer = 65536, .inline_floor = 32768,
	.inline_header = 1 << 22, .inline_body = 768 << 10,
	.header = 1 << 28, .record = 1 << 28, .index = 1 << 30,
	.head_scan = 4096, .query = 16384, .blocks = 262144
};

/* A file of a test, opened, with its index in place. */
struct scene {
	struct made	 made;
	struct dataset	 dataset;
	struct source	*source;
	struct limits	 limits;
	struct fault	 fault;
	struct plan	 plan;
};

static void
scene_open(struct scene *s, size_t n, size_t block, bool aligned,
    unsigned eofs)
{
	struct fault fault = FAULT_INIT;

	memset(s, 0, sizeof(*s));
	s->limits = limits;
	made_init(&s->made, reads, n, block, aligned, eofs);
	s->dataset.data = &section;
	s->dataset.format = FORMAT_BAM;
	s->dataset.path = (char *)"memory";
	s->dataset.object = memory_object(s->made.file.s, s->made.file.l);
	assert_non_null(s->dataset.object);
	s->source = source_open(s->dataset.object, FORMAT_BAM, &s->limits,
	    &fault);
	if (s->source == NULL)
		fail_msg("%s (%s)", fault.message, fault.detail);
	s->dataset.index = s->made.bai;
	made_lend(&s->made, s->source);
}

static void
scene_close(struct scene *s)
{
	plan_clear(&s->plan);
	made_take_back(s->source);
	source_free(s->source);
	object_close(s->dataset.object);
	made_clear(&s->made);
}

/* Sorted reads: three references, a gap in "two", some unplaced. */
static void
reads_make(unsigned seed)
{
	int32_t pos = 0;
	size_t i;

	srandom(seed);
	for (i = 0; i < READS; i++) {
		reads[i].tid = i < 250 ? 0 : i < 500 ? 1 : -1;
		if (i == 250)
			pos = 0;
		if (i == 400)
			pos += 2000000;
		pos += random() % (random() % 10 == 0 ? 5000 : 40);
		reads[i].pos = reads[i].tid < 0 ? -1 : pos;
		reads[i].span = reads[i].tid < 0 || random() % 20 == 0 ? 0 :
		    random() % 15 == 0 ? 30000 : 100;
		reads[i].bases = random() % 40 == 0 ? 500 : random() % 30;
	}
}

static bool
wanted(const struct made_read *r, int tid, uint64_t beg, uint64_t end)
{
	uint64_t reach = r->pos + (r->span > 0 ? r->span : 1);

	return r->tid == tid && (tid < 0 || (beg < end &&
	    (uint64_t)r->pos < end && reach > beg));
}

static int
scene_ask(struct scene *s, struct region *regions, size_t n,
    enum query_class class)
{
	struct query q = { .format = FORMAT_BAM, .class = class,
	    .regions = regions, .nregions = n };

	plan_clear(&s->plan);
	memset(&s->fault, 0, sizeof(s->fault));
	return plan_make(s->source, &s->dataset, &q, &s->limits, &s->plan,
	    &s->fault);
}

/* A span keeps its limits, and is made the same twice. */
static void
span_bytes(const struct scene *s, const struct piece *p, kstring_t *out)
{
	struct fault fault = FAULT_INIT;
	struct made_span made, again;

	assert_true(p->span.nparts <= SPAN_PARTS_MAX);
	assert_true(p->span.header || p->span.nparts > 0 || p->span.eof);
	if (span_make(s->source, s->dataset.object, &p->span, &made,
	    &fault) == -1)
		fail_msg("%s (%s)", fault.message, fault.detail);
	assert_true(p->span.header || made.bytes <= SPAN_BYTES_MAX);
	assert_int_equal(0, span_make(s->source, s->dataset.object, &p->span,
	    &again, &fault));
	assert_int_equal(made.bytes, again.bytes);
	assert_memory_equal(made.data, again.data, made.bytes);
	kputsn((const char *)made.data, made.bytes, out);
	made_span_clear(&made);
	made_span_clear(&again);
}

/* A piece's bytes, as a client would get them. */
static void
piece_bytes(const struct scene *s, const struct piece *p, kstring_t *out)
{
	if (p->kind == PIECE_RAW)
		kputsn(s->made.file.s + p->start, p->end - p->start, out);
	else if (p->kind == PIECE_INLINE)
		kputsn((const char *)p->data, p->bytes, out);
	else
		span_bytes(s, p, out);
}

/* All pieces inflated, each by itself; checks header and EOF block. */
static void
scene_text(const struct scene *s, kstring_t *text)
{
	kstring_t piece = KS_INITIALIZE;
	size_t i;

	for (i = 0; i < s->plan.npieces; i++) {
		piece.l = 0;
		piece_bytes(s, &s->plan.pieces[i], &piece);
		inflate_whole(text, (uint8_t *)piece.s, piece.l);
		assert_int_equal(i == 0, s->plan.pieces[i].header);
		if (i == 0)
			assert_int_equal(s->made.header, text->l);
	}
	assert_true(piece.l >= BLOCK_EOF_BYTES);
	assert_memory_equal(block_eof, piece.s + piece.l - BLOCK_EOF_BYTES,
	    BLOCK_EOF_BYTES);
	free(piece.s);
}

/* The answer must be the header and these records and nothing else. */
static void
scene_compare(struct scene *s, const bool *want)
{
	kstring_t text = KS_INITIALIZE, good = KS_INITIALIZE;
	size_t i;

	kputsn(s->made.text.s, s->made.header, &good);
	for (i = 0; i < s->made.n; i++)
		if (want[i])
			kputsn(s->made.text.s + s->made.at[i],
			    s->made.at[i + 1] - s->made.at[i], &good);
	scene_text(s, &text);
	assert_int_equal(good.l, text.l);
	assert_memory_equal(good.s, text.s, good.l);
	free(text.s);
	free(good.s);
}

static void
scene_check(struct scene *s, const char *reference, int tid, uint64_t beg,
    uint64_t end)
{
	struct region region = { (char *)reference, beg, end };
	bool want[READS];
	size_t i;

	if (scene_ask(s, &region, 1, CLASS_ALL) == -1)
		fail_msg("%s: %s", s->fault.message, s->fault.detail);
	assert_true(s->plan.exact);
	for (i = 0; i < s->made.n; i++)
		want[i] = wanted(&reads[i], tid, beg, end);
	scene_compare(s, want);
}

/* Random regions near real reads, in the gap, open, past everything. */
static void
random_regions(struct scene *s)
{
	static const char *const names[] = { "one", "two", "three" };
	uint64_t beg, end;
	int i, tid;

	for (i = 0; i < QUERIES; i++) {
		tid = random() % 3;
		beg = reads[random() % 500].pos;
		beg -= beg > 200 ? random() % 200 : 0;
		end = random() % 8 == 0 ? QUERY_OPEN_END :
		    random() % 8 == 0 ? UINT32_MAX :
		    beg + random() % (random() % 3 == 0 ? 100000 : 300);
		scene_check(s, names[tid], tid, beg, end);
	}
	scene_check(s, "*", -1, 0, QUERY_OPEN_END);
}

static void
regions_give_exactly_their_records(void **state)
{
	static const size_t sizes[] = { 37, 100, 700, 5000, 65280 };
	struct scene s;
	unsigned i;

	(void)state;
	for (i = 0; i < 20; i++) {
		reads_make(i);
		scene_open(&s, READS, sizes[i % 5], i % 2, 1 + i % 3);
		if (i > 4)	/* raw ranges, however short */
			s.limits.inline_answer = s.limits.inline_floor = 0;
		if (i > 9)	/* no more fits inline */
			s.limits.inline_body = 1500;
		if (i > 14) {	/* nothing inline at all */
			s.limits.inline_body = s.limits.inline_header = 0;
			s.limits.inline_floor = i % 2 ? 0 : 4000;
		}
		random_regions(&s);
		assert_true(i <= 14 || s.plan.inline_bytes == 0);
		scene_close(&s);
	}
}

/* Every third read: far more runs than a span has parts. */
static void
very_many_runs_make_few_pieces(void **state)
{
	static const uint64_t bodies[] = { 0, 5000, 1 << 20 };
	struct region r[READS];
	bool want[READS];
	struct scene s;
	size_t i, k, n;

	(void)state;
	for (k = 0; k < 3; k++) {
		reads_make(11);
		scene_open(&s, READS, 700, false, 1);
		s.limits.inline_answer = s.limits.inline_floor = 0;
		s.limits.inline_body = bodies[k];
		memset(want, 0, sizeof(want));
		for (i = 0, n = 0; i < 500; i += 3, n++)
			r[n] = (struct region){
			    (char *)(reads[i].tid ? "two" : "one"),
			    reads[i].pos, reads[i].pos + 1 };
		for (i = 0; i < 500; i++)
			for (n = 0; n < 167; n++)
				want[i] |= wanted(&reads[i],
				    reads[3 * n].tid, r[n].start, r[n].end);
		assert_int_equal(0, scene_ask(&s, r, 167, CLASS_ALL));
		assert_true(s.plan.exact);
		assert_true(s.plan.npieces <= 2 * EMIT_RANGES_MAX + 4);
		assert_true(s.plan.spans > 0 || bodies[k] > 5000);
		scene_compare(&s, want);
		scene_close(&s);
	}
}

/* One region may go as far as its guard lets it, many may not. */
static void
the_work_for_a_ticket_is_bounded(void **state)
{
	struct region r[40];
	struct scene s;
	size_t i;

	(void)state;
	reads_make(13);
	scene_open(&s, READS, 100, false, 1);
	for (i = 0; i < 40; i++)
		r[i] = (struct region){ (char *)"one", reads[i * 6].pos,
		    reads[i * 6].pos + 1 };
	assert_int_equal(0, scene_ask(&s, r, 40, CLASS_ALL));
	s.limits.blocks = s.plan.inflated;
	assert_int_equal(0, scene_ask(&s, r, 40, CLASS_ALL));
	s.limits.blocks = 30;
	assert_int_equal(-1, scene_ask(&s, r, 40, CLASS_ALL));
	assert_int_equal(FAULT_INVALID_INPUT, s.fault.kind);
	assert_non_null(strstr(s.fault.message, "more than 30 blocks"));
	scene_close(&s);
}

/* Few blocks are inflated, but their records walked for each region. */
static void
so_is_the_walk_over_records(void **state)
{
	struct region r[240];
	struct scene s;
	size_t i;

	(void)state;
	reads_make(14);
	scene_open(&s, READS, 65280, false, 1);
	for (i = 0; i < 240; i++) {
		r[i].reference = (char *)"one";
		r[i].start = reads[200].pos + 2 * i;
		r[i].end = r[i].start + 1;
	}
	assert_int_equal(0, scene_ask(&s, r, 240, CLASS_ALL));
	assert_true(s.plan.inflated < 20);
	s.limits.blocks = 100;
	assert_int_equal(-1, scene_ask(&s, r, 240, CLASS_ALL));
	assert_non_null(strstr(s.fault.message, "more than 100 blocks"));
	scene_close(&s);
}

/* What no ticket names: each is refused, none reads out of bounds. */
static void
forged_spans_are_refused(void **state)
{
	struct part far = { 0, 0 }, behind = { 0, 0 }, back = { 9, 9 };
	struct span spans[] = {
		{ .parts = &far, .nparts = 1 }, { .parts = &behind,
		.nparts = 1 }, { .parts = &back, .nparts = 1 },
	};
	static const enum fault_kind kinds[] = {
		FAULT_INVALID_INPUT, FAULT_INTERNAL, FAULT_INVALID_INPUT,
	};
	struct made_span made;
	struct scene s;
	size_t i;

	(void)state;
	reads_make(12);
	scene_open(&s, READS, 700, true, 1);
	far.end = voffset_make(s.made.file.l + 1, 0);
	behind.end = 701;	/* in the first block, of 700 bytes at most */
	for (i = 0; i < 3; i++) {
		struct fault fault = FAULT_INIT;

		assert_int_equal(-1, span_make(s.source, s.dataset.object,
		    &spans[i], &made, &fault));
		assert_int_equal(kinds[i], fault.kind);
		assert_null(made.owned);
	}
	spans[0] = (struct span){ .header = true };
	assert_int_equal(-1, span_make(s.source, s.dataset.object, &spans[0],
	    &made, &s.fault));
	assert_int_equal(FAULT_INVALID_INPUT, s.fault.kind);
	scene_close(&s);
}

static void
many_regions_give_each_record_once(void **state)
{
	struct region r[20];
	bool want[READS];
	struct scene s;
	size_t i, k;

	(void)state;
	reads_make(42);
	scene_open(&s, READS, 700, false, 1);
	for (k = 0; k < 20; k++)
		r[k] = (struct region){ (char *)(k % 2 ? "one" : "two"),
		    reads[k * 20].pos, reads[k * 20].pos + 50 * k };
	assert_int_equal(0, scene_ask(&s, r, 20, CLASS_ALL));
	memset(want, 0, sizeof(want));
	for (i = 0; i < READS; i++)
		for (k = 0; k < 20; k++)
			want[i] |= r[k].start < r[k].end && wanted(&reads[i],
			    k % 2 ? 0 : 1, r[k].start, r[k].end);
	scene_compare(&s, want);
	scene_close(&s);
}

static void
a_header_is_the_same_piece_in_every_ticket(void **state)
{
	struct region region = { (char *)"one", 0, 100 };
	kstring_t header = KS_INITIALIZE, again = KS_INITIALIZE;
	bool none[READS] = { false };
	struct scene s;

	(void)state;
	reads_make(1);
	scene_open(&s, READS, 700, false, 1);
	assert_int_equal(0, scene_ask(&s, NULL, 0, CLASS_HEADER));
	assert_int_equal(2, s.plan.npieces);
	scene_compare(&s, none);
	piece_bytes(&s, &s.plan.pieces[0], &header);
	assert_int_equal(0, scene_ask(&s, &region, 1, CLASS_ALL));
	piece_bytes(&s, &s.plan.pieces[0], &again);
	assert_int_equal(header.l, again.l);
	assert_memory_equal(header.s, again.s, header.l);
	free(header.s);
	free(again.s);
	scene_close(&s);
}

/* It lies ready in the file, and still may cost no connection of its own. */
static void
a_short_header_has_no_url_of_its_own(void **state)
{
	struct region region = { (char *)"one", 0, 100000000 };
	kstring_t header = KS_INITIALIZE;
	struct scene s;
	size_t i;

	(void)state;
	reads_make(1);
	scene_open(&s, READS, 700, true, 1);
	for (i = 0; i < 4; i++) {
		s.limits = limits;
		s.limits.inline_answer = 0;
		s.limits.inline_floor = s.source->header_end + (i != 1);
		if (i == 2)
			s.limits.inline_body = 0;	/* inline = never */
		if (i == 3)
			s.limits.inline_header = s.source->header_end - 1;
		assert_int_equal(0, scene_ask(&s, &region, 1, CLASS_ALL));
		assert_true(s.plan.pieces[0].header);
		assert_int_equal(i == 0 ? PIECE_INLINE : PIECE_RAW,
		    s.plan.pieces[0].kind);
		header.l = 0;
		piece_bytes(&s, &s.plan.pieces[0], &header);
		assert_int_equal(s.source->header_end, header.l);
		assert_memory_equal(s.made.file.s, header.s, header.l);
	}
	free(header.s);
	scene_close(&s);
}

static void
a_whole_file_is_its_own_bytes(void **state)
{
	kstring_t all = KS_INITIALIZE;
	struct scene s;
	size_t i;
	int aligned;

	(void)state;
	reads_make(2);
	for (aligned = 0; aligned < 2; aligned++) {
		scene_open(&s, READS, 700, aligned, 2);
		s.limits.url_bytes = 3000;
		assert_int_equal(0, scene_ask(&s, NULL, 0, CLASS_ALL));
		assert_int_equal(aligned, s.plan.classes);
		assert_int_equal(0, s.plan.inline_bytes);
		assert_true(s.plan.npieces > 3);
		for (all.l = i = 0; i < s.plan.npieces; i++) {
			assert_true(s.plan.pieces[i].end -
			    s.plan.pieces[i].start <= 3000);
			if (i > 0 && i + 1 < s.plan.npieces)	/* no waste */
				assert_true(s.plan.pieces[i].end -
				    s.plan.pieces[i].start > 2000);
			piece_bytes(&s, &s.plan.pieces[i], &all);
		}
		assert_int_equal(s.made.file.l, all.l);
		assert_memory_equal(s.made.file.s, all.s, all.l);
		scene_close(&s);
	}
	free(all.s);
}

static void
ranges_are_cut_where_blocks_begin(void **state)
{
	kstring_t text = KS_INITIALIZE, piece = KS_INITIALIZE;
	struct region region = { (char *)"one", 0, QUERY_OPEN_END };
	struct scene s;

	(void)state;
	reads_make(3);
	scene_open(&s, READS, 300, false, 1);
	s.limits.url_bytes = 2000;
	s.limits.inline_answer = s.limits.inline_floor = 0;
	assert_int_equal(0, scene_ask(&s, &region, 1, CLASS_ALL));
	assert_true(s.plan.npieces > 5);
	scene_text(&s, &text);		/* inflates each piece by itself */
	free(text.s);
	free(piece.s);
	scene_close(&s);
}

/* What earlier tickets found out about cuts is right in later ones. */
static void
a_large_file_is_cut_alike_each_time(void **state)
{
	struct region region = { (char *)"one", 0, QUERY_OPEN_END };
	kstring_t first = KS_INITIALIZE, again = KS_INITIALIZE;
	uint64_t ends[16];
	struct scene s;
	size_t i, n;

	(void)state;
	reads_make(3);
	scene_open(&s, READS, 2, false, 1);	/* a long file */
	s.limits.url_bytes = BLOCK_MAX + 4000;
	s.limits.inline_answer = s.limits.inline_floor = 0;
	assert_int_equal(0, scene_ask(&s, &region, 1, CLASS_ALL));
	scene_text(&s, &first);		/* inflates each piece by itself */
	n = s.plan.npieces;
	assert_true(s.made.file.l > 6 * s.limits.url_bytes);
	assert_true(n > 5 && n < 16);
	for (i = 0; i < n; i++)
		ends[i] = s.plan.pieces[i].end;
	assert_int_equal(0, scene_ask(&s, &region, 1, CLASS_ALL));
	scene_text(&s, &again);
	assert_int_equal(n, s.plan.npieces);
	for (i = 0; i < n; i++)
		assert_int_equal(ends[i], s.plan.pieces[i].end);
	assert_int_equal(first.l, again.l);
	assert_memory_equal(first.s, again.s, first.l);
	free(first.s);
	free(again.s);
	scene_close(&s);
}

static void
a_file_without_eof_is_refused_at_its_end(void **state)
{
	struct region early = { (char *)"one", 0, 50 };
	struct region rest = { (char *)"*", 0, QUERY_OPEN_END };
	struct scene s;

	(void)state;
	reads_make(4);
	scene_open(&s, READS, 700, false, 0);
	assert_int_equal(0, scene_ask(&s, &early, 1, CLASS_ALL));
	assert_int_equal(0, scene_ask(&s, NULL, 0, CLASS_HEADER));
	assert_int_equal(-1, scene_ask(&s, &rest, 1, CLASS_ALL));
	assert_int_equal(FAULT_INTERNAL, s.fault.kind);
	assert_non_null(strstr(s.fault.message, "truncated"));
	assert_int_equal(-1, scene_ask(&s, NULL, 0, CLASS_ALL));
	assert_non_null(strstr(s.fault.message, "truncated"));
	section.missing_eof = MISSING_EOF_SERVE;
	assert_int_equal(0, scene_ask(&s, &rest, 1, CLASS_ALL));
	assert_int_equal(0, scene_ask(&s, NULL, 0, CLASS_ALL));
	section.missing_eof = MISSING_EOF_REFUSE;
	scene_close(&s);
}

static void
a_file_without_eof_may_be_being_written(void **state)
{
	struct region early = { (char *)"one", 0, 50 };
	struct scene s;

	(void)state;
	reads_make(4);
	scene_open(&s, READS, 700, false, 0);
	s.source->index_version.mtime = s.source->version.mtime - 1;
	assert_int_equal(0, scene_ask(&s, NULL, 0, CLASS_HEADER));
	assert_int_equal(-1, scene_ask(&s, &early, 1, CLASS_ALL));
	assert_int_equal(FAULT_INTERNAL, s.fault.kind);
	assert_non_null(strstr(s.fault.message, "newer than its index"));
	section.missing_eof = MISSING_EOF_SERVE;
	assert_int_equal(0, scene_ask(&s, &early, 1, CLASS_ALL));
	section.missing_eof = MISSING_EOF_REFUSE;
	scene_close(&s);
	scene_open(&s, READS, 700, false, 1);
	s.source->index_version.mtime = s.source->version.mtime - 1;
	assert_int_equal(0, scene_ask(&s, &early, 1, CLASS_ALL));
	scene_close(&s);
}

static void
an_index_of_another_file_is_refused(void **state)
{
	static struct made_read fewer[READS];
	struct region region = { (char *)"one", 0, 1000 };
	struct scene s;
	struct made other;
	size_t n;

	(void)state;
	reads_make(5);
	memcpy(fewer, reads, sizeof(fewer));
	for (n = 100; n < 500; n += 150) {
		scene_open(&s, READS, 700, false, 1);
		made_init(&other, fewer, n, 700, false, 1);
		made_lend(&other, s.source);
		s.dataset.index = other.bai;
		assert_int_equal(-1, scene_ask(&s, &region, 1, CLASS_ALL));
		assert_non_null(strstr(s.fault.message, "index"));
		scene_close(&s);
		made_clear(&other);
	}
}

static void
a_changed_file_is_refused(void **state)
{
	struct region region = { (char *)"one", 0, 1000 };
	struct scene s;

	(void)state;
	reads_make(6);
	scene_open(&s, READS, 700, false, 1);
	memory_object_touch(s.dataset.object);
	assert_int_equal(-1, scene_ask(&s, &region, 1, CLASS_ALL));
	assert_int_equal(0, s.plan.npieces);
	scene_close(&s);
}

static void
guards_cover_instead(void **state)
{
	struct region region = { (char *)"one", 0, 0 };
	kstring_t text = KS_INITIALIZE;
	struct scene s;
	int guard;

	(void)state;
	for (guard = 0; guard < 2; guard++) {
		reads_make(7);
		scene_open(&s, READS, 100, false, 1);
		region.start = reads[240].pos;
		region.end = region.start + 10;
		s.limits.head_scan = 3;
		if (guard == 1)
			s.limits.inline_body = 10;
		s.limits.inline_answer = s.limits.inline_floor = 0;
		assert_int_equal(0, scene_ask(&s, &region, 1, CLASS_ALL));
		assert_false(s.plan.exact);
		text.l = 0;
		scene_text(&s, &text);
		assert_non_null(memmem(text.s, text.l, "r240", 5));
		scene_close(&s);
	}
	free(text.s);
}

static void
unknown_references_are_not_found(void **state)
{
	struct region region = { (char *)"ONE", 0, 100 };
	char name[120];
	struct scene s;

	(void)state;
	reads_make(8);
	scene_open(&s, READS, 700, false, 1);
	assert_int_equal(-1, scene_ask(&s, &region, 1, CLASS_ALL));
	assert_int_equal(FAULT_NOT_FOUND, s.fault.kind);
	assert_non_null(strstr(s.fault.message, "did you mean one"));
	/* A name that is too long to be told ends in a whole character. */
	memset(name, 'x', 99);
	strcpy(name + 99, "\xc3\xa9\xc3\xa9");
	region.reference = name;
	assert_int_equal(-1, scene_ask(&s, &region, 1, CLASS_ALL));
	assert_true(utf8_valid(s.fault.message, strlen(s.fault.message)));
	scene_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(regions_give_exactly_their_records),
		cmocka_unit_test(many_regions_give_each_record_once),
		cmocka_unit_test(very_many_runs_make_few_pieces),
		cmocka_unit_test(the_work_for_a_ticket_is_bounded),
		cmocka_unit_test(so_is_the_walk_over_records),
		cmocka_unit_test(forged_spans_are_refused),
		cmocka_unit_test(a_header_is_the_same_piece_in_every_ticket),
		cmocka_unit_test(a_short_header_has_no_url_of_its_own),
		cmocka_unit_test(a_whole_file_is_its_own_bytes),
		cmocka_unit_test(ranges_are_cut_where_blocks_begin),
		cmocka_unit_test(a_large_file_is_cut_alike_each_time),
		cmocka_unit_test(a_file_without_eof_is_refused_at_its_end),
		cmocka_unit_test(a_file_without_eof_may_be_being_written),
		cmocka_unit_test(an_index_of_another_file_is_refused),
		cmocka_unit_test(a_changed_file_is_refused),
		cmocka_unit_test(guards_cover_instead),
		cmocka_unit_test(unknown_references_are_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
