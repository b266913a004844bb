/*
 * fuzz_plan: queries on a small BAM file that was damaged after its index was
 * made: by no input may a plan be anything but a fault or valid pieces. An
 * input is a byte of HOW_ bits, two regions (a byte for the reference, a
 * short for the start, one for the length) and a damage each three bytes: a
 * place, and the bits of its byte that change.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <htslib/hts.h>

#include "../unit/memory_object.h"
#include "fuzz.h"
#include "plan/plan.h"
#include "plan/span_make.h"

#define BLOCK	   512 /* inflated bytes a block */
#define READS	   200
#define REFERENCES 3
#define SCALE	   40 /* bases a step of a region's start */

enum {
	HOW_SHORT_URLS = 1,    /* [limits] url_bytes is small */
	HOW_NOTHING_INLINE = 2,
	HOW_GUARDED = 4,       /* [limits] head_scan is small */
	HOW_HEADER = 8,	       /* class=header */
	HOW_REGIONS = 16 | 32, /* none, one or two */
	HOW_SERVE = 64,	       /* missing_eof = serve */
	HOW_FILE = 128	       /* the file is damaged, not what it inflates
				  to; the first damage is where it is cut */
};

/* The file as it was when its index was made. */
static kstring_t text, file;
static hts_idx_t *idx;
static struct object *index_object;
static struct index_file *loaded;
static struct data section;

static void
put_bytes(kstring_t *s, const void *data, size_t n)
{
	fuzz_must(kputsn(data, n, s) != EOF);
}

static void
put_header(void)
{
	static const char head[] = "@HD\tVN:1.6\tSO:coordinate\n";
	static const char *const names[REFERENCES] = { "one", "two", "three" };
	size_t i;

	put_bytes(&text, "BAM\1", 4);
	fuzz_put(&text, strlen(head), 4);
	put_bytes(&text, head, strlen(head));
	fuzz_put(&text, REFERENCES, 4);
	for (i = 0; i < REFERENCES; i++) {
		fuzz_put(&text, strlen(names[i]) + 1, 4);
		put_bytes(&text, names[i], strlen(names[i]) + 1);
		fuzz_put(&text, 3000000, 4);
	}
}

/* One read of `span` bases in a single M; SAMv1 4.2. */
static void
put_read(int32_t tid, int32_t pos, uint32_t span)
{
	static const char bases[30];

	fuzz_put(&text, 32 + 2 + 4 + sizeof(bases), 4);
	fuzz_put(&text, tid, 4);
	fuzz_put(&text, pos, 4);
	fuzz_put(&text, 2, 4);	/* l_read_name, MAPQ, bin */
	fuzz_put(&text, 1 | (tid < 0 ? 4u << 16 : 0), 4);
	fuzz_put(&text, 20, 4);
	fuzz_put(&text, -1, 4);
	fuzz_put(&text, -1, 4);
	fuzz_put(&text, 0, 4);
	put_bytes(&text, "r", 2);
	fuzz_put(&text, span << 4, 4);
	put_bytes(&text, bases, sizeof(bases));
}

static uint64_t
place(size_t at)
{
	return voffset_make(at / BLOCK * (BLOCK + FUZZ_WRAPPING), at % BLOCK);
}

/* References "one" and "two", a gap in "two", long reads, unplaced ones. */
static void
put_reads(void)
{
	int32_t i, tid, pos = 0, span;

	for (i = 0; i < READS; i++) {
		tid = i < 80 ? 0 : i < 160 ? 1 : -1;
		pos = i == 80 ? 0 : i == 120 ? 2000000 : pos + i % 7 * 30;
		span = i % 10 == 0 ? 30000 : 100;
		put_read(tid, tid < 0 ? -1 : pos, span);
		fuzz_must(hts_idx_push(idx, tid, pos, pos + span,
		    place(text.l), tid >= 0) == 0);
	}
}

/* As htslib writes it. */
static void
load_index(void)
{
	struct fault fault = FAULT_INIT;
	char path[FUZZ_PATH_MAX], data[65536];
	int fd = fuzz_file(path);
	ssize_t n;

	fuzz_must(hts_idx_save_as(idx, NULL, path, HTS_FMT_BAI) == 0);
	hts_idx_destroy(idx);
	n = pread(fd, data, sizeof(data), 0);
	fuzz_must(n > 0 && (size_t)n < sizeof(data));
	index_object = memory_object(data, n);
	fuzz_must(index_object != NULL);
	loaded = index_file_open(index_object, sizeof(data), &fault);
	fuzz_must(loaded != NULL);
	fuzz_must(index_file_scan(loaded, &fault) == 0);
	unlink(path);
	close(fd);
}

static void
free_file(void)
{
	index_file_free(loaded);
	object_close(index_object);
	free(text.s);
	free(file.s);
}

static void
make_file(void)
{
	put_header();
	idx = hts_idx_init(REFERENCES, HTS_FMT_BAI, place(text.l), 14, 5);
	fuzz_must(idx != NULL);
	put_reads();
	fuzz_wrap(&file, (uint8_t *)text.s, text.l, BLOCK);
	fuzz_must(hts_idx_finish(idx, voffset_make(file.l, 0)) == 0);
	put_bytes(&file, block_eof, sizeof(block_eof));
	load_index();
	atexit(free_file);
}

/* The damaged file. */
static void
damage(kstring_t *out, int how, struct input *in)
{
	bool whole = (how & HOW_FILE) != 0;
	kstring_t copy = KS_INITIALIZE;
	const kstring_t *from = whole ? &file : &text;
	size_t at, cut = 0;

	put_bytes(&copy, from->s, from->l);
	if (whole)
		cut = fuzz_short(in);
	while (in->n >= 3) {
		at = fuzz_short(in) % copy.l;
		copy.s[at] ^= fuzz_byte(in);
	}
	if (whole)
		put_bytes(out, copy.s, copy.l - cut % copy.l);
	else {
		fuzz_wrap(out, (uint8_t *)copy.s, copy.l, BLOCK);
		put_bytes(out, block_eof, sizeof(block_eof));
	}
	free(copy.s);
}

static struct region
region(struct input *in)
{
	static const char *const names[] = { "one", "two", "three", "*" };
	struct region r;

	r.reference = (char *)names[fuzz_byte(in) % 4];
	r.start = fuzz_short(in) * (uint64_t)SCALE;
	r.end = r.start + fuzz_short(in);
	if (r.end - r.start == UINT16_MAX)
		r.end = QUERY_OPEN_END;
	if (r.reference[0] == '*')
		r = (struct region){ r.reference, 0, QUERY_OPEN_END };
	return r;
}

static struct limits
limits_of(int how)
{
	struct limits limits = fuzz_limits;

	if ((how & HOW_SHORT_URLS) != 0)
		limits.url_bytes = 3000;
	if ((how & HOW_NOTHING_INLINE) != 0)
		limits.inline_answer = limits.inline_floor =
		    limits.inline_body = limits.inline_header = 0;
	if ((how & HOW_GUARDED) != 0)
		limits.head_scan = 3;
	return limits;
}

/* Inline bytes are whole blocks; of a damaged file they may be copies. */
static void
check_blocks(const uint8_t *data, size_t n, bool whole)
{
	kstring_t out = KS_INITIALIZE;

	if (!whole)
		fuzz_must(fuzz_unwrap(&out, data, n));
	free(out.s);
}

/* A span can be made, unless what it is of turns out to be damaged. */
static void
check_span(struct source *s, struct object *o, const struct span *span,
    bool whole)
{
	struct fault fault = FAULT_INIT;
	struct made_span made;

	fuzz_must(span->nparts <= SPAN_PARTS_MAX);
	if (span_make(s, o, span, &made, &fault) == 0)
		check_blocks(made.data, made.bytes, whole);
	else {
		fuzz_must(whole && fault.kind == FAULT_INTERNAL);
		fuzz_fault(&fault);
	}
	made_span_clear(&made);
}

/* Inside the file, inline, or to be made. */
static void
check_plan(struct source *s, struct object *o, const struct plan *plan,
    bool whole)
{
	const struct piece *p;
	uint64_t raw = 0, made = 0;
	size_t i, spans = 0;

	for (i = 0; i < plan->npieces; i++) {
		p = &plan->pieces[i];
		fuzz_must(p->start <= p->end && p->end <= o->version.size);
		fuzz_must((p->end > p->start) == (p->kind == PIECE_RAW));
		fuzz_must((p->bytes > 0) == (p->kind == PIECE_INLINE));
		fuzz_must(!p->header || i == 0);
		if (p->kind == PIECE_INLINE)
			check_blocks(p->data, p->bytes, whole);
		if (p->kind == PIECE_SPAN)
			check_span(s, o, &p->span, whole);
		raw += p->end - p->start;
		made += p->bytes;
		spans += p->kind == PIECE_SPAN;
	}
	fuzz_must(plan->npieces > 0 && plan->spans == spans);
	fuzz_must(plan->raw_bytes == raw && plan->inline_bytes == made);
}

static void
ask(struct source *s, struct dataset *d, const struct query *q, int how)
{
	struct limits limits = limits_of(how);
	struct fault fault = FAULT_INIT;
	struct plan plan;

	section.missing_eof = (how & HOW_SERVE) != 0 ? MISSING_EOF_SERVE :
	    MISSING_EOF_REFUSE;
	s->index = loaded;
	s->index_kind = INDEX_BAI;
	s->index_settled = true;
	d->index = index_object;
	if (plan_make(s, d, q, &limits, &plan, &fault) == 0)
		check_plan(s, d->object, &plan, (how & HOW_FILE) != 0);
	else {
		fuzz_fault(&fault);
		fuzz_must(plan.npieces == 0);
	}
	plan_clear(&plan);
	s->index = NULL;
	d->index = NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fault fault = FAULT_INIT;
	struct input in = { data, n };
	int how = fuzz_byte(&in);
	struct region regions[] = { region(&in), region(&in) };
	struct query q = { .format = FORMAT_BAM, .regions = regions,
		.nregions = (how & HOW_REGIONS) / 16 % 3,
		.class = (how & HOW_HEADER) != 0 ? CLASS_HEADER : CLASS_ALL };
	struct dataset d = { .data = &section, .format = FORMAT_BAM,
		.path = (char *)"memory" };
	kstring_t damaged = KS_INITIALIZE;
	struct source *s;

	if (idx == NULL)
		make_file();
	damage(&damaged, how, &in);
	d.object = memory_object(damaged.s, damaged.l);
	fuzz_must(d.object != NULL);
	s = source_open(d.object, FORMAT_BAM, &fuzz_limits, &fault);
	if (s != NULL)
		ask(s, &d, &q, how);
	else
		fuzz_fault(&fault);
	source_free(s);
	object_close(d.object);
	free(damaged.s);
	return 0;
}
