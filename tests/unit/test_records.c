/* Tests of records: how far BAM, VCF and BCF records reach, near misses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "bam_maker.h"
#include "memory_object.h"
#include "plan/records.h"
#include "source/deflate.h"

#define FAR	INT64_MAX / 2	/* every record lies before: ends matter */

static const struct limits limits = { .record = 1 << 20 };

struct scene {
	struct object	*object;
	struct blocks	*blocks;
	struct source	 source;
	struct reader	 reader;
};

/* A reader over these inflated bytes, in blocks of so many. */
static void
scene_open(struct scene *s, enum format format, const void *data, size_t n,
    size_t block)
{
	struct fault fault = FAULT_INIT;
	kstring_t file = KS_INITIALIZE;
	size_t i, part;

	memset(s, 0, sizeof(*s));
	for (i = 0; i < n; i += part) {
		part = n - i < block ? n - i : block;
		assert_int_equal(0, deflate_append(&file,
		    (const uint8_t *)data + i, part, &fault));
	}
	s->object = memory_object(file.s, file.l);
	s->blocks = blocks_new(s->object);
	s->source.format = format;
	s->source.nreferences = 3;
	s->source.keys = (struct bcf_keys){ 1, 2, 3 };
	s->reader.source = &s->source;
	s->reader.limits = &limits;
	s->reader.reference = "chr1";
	s->reader.tid = 0;
	s->reader.beg = FAR;
	cursor_init(&s->reader.cursor, s->blocks, 0);
	free(file.s);
}

static void
scene_close(struct scene *s)
{
	cursor_clear(&s->reader.cursor);
	blocks_free(s->blocks);
	object_close(s->object);
}

/* The end of the one record there; -1: a fault, -2: the reader's not at it. */
static int64_t
end_of(enum format format, const void *data, size_t n, size_t block)
{
	struct fault fault = FAULT_INIT;
	struct record rec = { .end = -9 };
	struct scene s;
	int got;

	scene_open(&s, format, data, n, block);
	got = record_next(&s.reader, &rec, &fault);
	if (got == 1 && record_next(&s.reader, &rec, &fault) != 0)
		got = -2;
	if (got == -1)
		assert_int_equal(FAULT_INTERNAL, fault.kind);
	scene_close(&s);
	return got == 1 ? rec.end : got;
}

static int64_t
vcf_end(const char *line)
{
	int64_t end = end_of(FORMAT_VCF, line, strlen(line), 65280);

	assert_int_equal(end, end_of(FORMAT_VCF, line, strlen(line), 5));
	return end;
}

/* POS 101 is base 100: [100, end). VCFv4.5 1.4.1, 1.6.1, 3. */
static void
a_vcf_record_reaches_as_far_as_it_says(void **state)
{
	static const struct { int64_t end; const char *line; } rows[] = {
	{ 101, "chr1\t101\t.\tA\tC\t.\t.\t.\n" },
	{ 101, "chr1\t101\t.\tA\tC\t.\t.\t.\r\n" },
	{ 104, "chr1\t101\t.\tACGT\tA\t.\t.\t.\n" },
	{ 150, "chr1\t101\t.\tA\t<DEL>\t.\t.\tSVTYPE=DEL;END=150\n" },
	{ 150, "chr1\t101\t.\tA\t<DEL>\t.\t.\tEND=150;SVLEN=-20\n" },
	{ 104, "chr1\t101\t.\tACGT\tA\t.\t.\tEND=90\n" },
	{ 101, "chr1\t101\t.\tA\tC\t.\t.\tXEND=150;CIEND=160\n" },
	{ 101, "chr1\t101\t.\tA\tC\t.\t.\tEND=150x\n" },
	{ 101, "chr1\t101\t.\tA\tC\t.\t.\tEND=.\n" },
	{ 151, "chr1\t101\t.\tA\t<DEL>\t.\t.\tSVLEN=-50\n" },
	{ 151, "chr1\t101\t.\tA\t<DUP:TANDEM>\t.\t.\tSVLEN=50\n" },
	{ 151, "chr1\t101\t.\tA\t<INV>\t.\t.\tSVLEN=50\n" },
	{ 151, "chr1\t101\t.\tA\t<CNV>\t.\t.\tSVLEN=50\n" },
	{ 101, "chr1\t101\t.\tA\t<INS>\t.\t.\tSVLEN=50\n" },
	{ 101, "chr1\t101\t.\tA\t<DELX>\t.\t.\tSVLEN=50\n" },
	{ 101, "chr1\t101\t.\tA\tDEL\t.\t.\tSVLEN=50\n" },
	{ 121, "chr1\t101\t.\tA\t<INS>,<DEL>\t.\t.\tSVLEN=50,-20\n" },
	{ 151, "chr1\t101\t.\tA\t<DEL>,<DUP>\t.\t.\tSVLEN=50\n" },
	{ 101, "chr1\t101\t.\tA\t<DEL>\t.\t.\tSVLEN=.\n" },
	{ 121, "chr1\t101\t.\tA\t<DEL>\t.\t.\tSVLEN=20;SVLEN=50\n" },
	{ 140, "chr1\t101\t.\tA\t<*>\t.\t.\t.\tGT:LEN\t0/0:30\t0/0:40\n" },
	{ 130, "chr1\t101\t.\tA\tC,<*>\t.\t.\t.\tLEN\t30\t.\n" },
	{ 101, "chr1\t101\t.\tA\tC\t.\t.\t.\tGT:LEN\t0/0:30\n" },
	{ 101, "chr1\t101\t.\tA\t<*>\t.\t.\t.\tGT:LENX\t0/0:30\n" },
	{ 101, "chr1\t101\t.\tA\t<*>\t.\t.\t.\tGT:LEN\t0/0\n" },
	{ 101, "chr1\t101\t.\tA\tC\t.\t.\t." },	/* no newline */
	{ 0, "chr1\t0\t.\tN\tC\t.\t.\t.\n" },		/* telomere */
	{ 101, "chr2\t101\t.\tACGT\tA\t.\t.\tEND=150\n" },	/* other */
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (vcf_end(rows[i].line) != rows[i].end)
			fail_msg("%s ends at %d", rows[i].line,
			    (int)vcf_end(rows[i].line));
}

static void
what_is_no_vcf_line_is_a_fault(void **state)
{
	static const char *const rows[] = {
		"\n", "chr1\n", "chr1\t101\n", "chr1\t\t.\n", "\t101\t.\n",
		"chr1\t-5\t.\tA\tC\t.\t.\t.\n", "chr1\t1e3\t.\tA\n",
		"chr1\t9999999999999999999\t.\tA\tC\t.\t.\t.\n",
		"chr1\t101\t.\tA\tC\t.\t.\n", "#CHROM\tPOS\n",
		"chr1 101 . A C . . .\n",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (vcf_end(rows[i]) != -1)
			fail_msg("%s passed", rows[i]);
}

static void
a_bam_record_reaches_by_its_cigar(void **state)
{
	static const struct { struct made_read read; int64_t end; } rows[] = {
		{ { 0, 100, 50, 50 }, 150 }, { { 0, 100, 1, 0 }, 101 },
		{ { 0, 100, 0, 10 }, 101 },	/* unmapped, placed */
		{ { 2, 0, 5, 70000 }, 5 }, { { -1, -1, 0, 4 }, 0 },
	};
	kstring_t data = KS_INITIALIZE;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		data.l = 0;
		made_record(&data, &rows[i].read, i);
		assert_int_equal(rows[i].end, end_of(FORMAT_BAM, data.s,
		    data.l, 65280));
		assert_int_equal(rows[i].end, end_of(FORMAT_BAM, data.s,
		    data.l, 11));
	}
	free(data.s);
}

/* A good record, one byte of it changed. */
static void
what_is_no_bam_record_is_a_fault(void **state)
{
	static const struct { size_t at; uint8_t byte; } rows[] = {
		{ 0, 20 }, { 0, 255 }, { 2, 0x20 }, { 3, 0x7f }, { 4, 3 },
		{ 7, 0xfe }, { 11, 0x80 }, { 12, 0 }, { 12, 200 },
		{ 12, 2 }, { 17, 9 }, { 20, 200 }, { 23, 0xff },
	};
	const struct made_read read = { 0, 100, 50, 50 };
	kstring_t data = KS_INITIALIZE;
	size_t i;
	char old;

	(void)state;
	made_record(&data, &read, 1);
	assert_int_equal(150, end_of(FORMAT_BAM, data.s, data.l, 65280));
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		old = data.s[rows[i].at];
		data.s[rows[i].at] = rows[i].byte;
		if (end_of(FORMAT_BAM, data.s, data.l, 65280) != -1)
			fail_msg("byte %zu as %u passed", rows[i].at,
			    rows[i].byte);
		data.s[rows[i].at] = old;
	}
	for (i = 1; i < data.l; i++)
		assert_int_equal(-1, end_of(FORMAT_BAM, data.s, i, 65280));
	free(data.s);
}

/* rlen 1, REF A, ALT and INFO as given (typed, VCFv4.3 6.3.3). */
static void
bcf_record(kstring_t *out, const char *alt, const void *info, size_t n,
    unsigned keys)
{
	const uint32_t fixed[] = { 0, 0, 0, 100, 1, 0, keys | 2 << 16, 0 };
	uint32_t shared;

	out->l = 0;
	kputsn((const char *)fixed, sizeof(fixed), out);
	kputsn("\x07\x17" "A", 3, out);			/* no ID, REF */
	kputc((int)strlen(alt) << 4 | 7, out);
	kputs(alt, out);
	kputc(0, out);					/* no FILTER */
	kputsn(info, n, out);
	shared = out->l - 8;
	memcpy(out->s, &shared, 4);
}

static void
a_bcf_record_reaches_as_far_as_it_says(void **state)
{
	static const struct {
		int64_t end; const char *alt; unsigned keys, n;
		const char *info;
	} rows[] = {
		{ 101, "C", 0, 0, "" },
		{ 150, "<DEL>", 1, 5, "\x11\x01\x12\x96\x00" },
		{ 111, "<DEL>", 1, 4, "\x11\x02\x11\xf6" },	/* SVLEN -10 */
		{ 111, "<DUP>", 1, 4, "\x11\x02\x11\x0a" },
		{ 101, "<INS>", 1, 4, "\x11\x02\x11\x0a" },
		{ 101, "<DEL>", 1, 4, "\x11\x02\x11\x80" },	/* missing */
		{ 111, "<DEL>", 2, 8, "\x11\x02\x11\x0a\x11\x02\x11\x14" },
		{ 101, "C", 1, 4, "\x11\x09\x11\x7f" },		/* other key */
		{ -1, "C", 2, 4, "\x11\x09\x11\x7f" },		/* one short */
		{ -1, "C", 1, 3, "\x11\x09\x12" },
		{ -1, "C", 1, 4, "\x11\x09\xf1\x01" },
		{ -1, "C", 1, 4, "\x11\x09\x14\x01" },	/* no such type */
		{ -1, "C", 1, 4, "\x17\x09\x11\x01" },	/* key is no number */
		{ -1, "C", 1, 6, "\x11\x09\xf1\x13\xff\xff" },
		{ 101, "C", 1, 7, "\x11\x09\xf1\x11\x02\x01\x01" },
	};
	kstring_t data = KS_INITIALIZE;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bcf_record(&data, rows[i].alt, rows[i].info, rows[i].n,
		    rows[i].keys);
		if (end_of(FORMAT_BCF, data.s, data.l, 9) != rows[i].end)
			fail_msg("row %zu ends at %d", i,
			    (int)end_of(FORMAT_BCF, data.s, data.l, 9));
	}
	free(data.s);
}

static void
what_is_no_bcf_record_is_a_fault(void **state)
{
	static const struct { size_t at; uint8_t byte; } rows[] = {
		{ 0, 23 }, { 0, 255 }, { 3, 0x7f }, { 7, 0x7f }, { 8, 3 },
		{ 11, 0xff }, { 15, 0x80 }, { 19, 0xff }, { 26, 9 },
		{ 33, 0x10 }, { 35, 0xf0 }, { 35, 0x11 },
	};
	kstring_t data = KS_INITIALIZE;
	size_t i;
	char old;

	(void)state;
	bcf_record(&data, "C", "", 0, 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		old = data.s[rows[i].at];
		data.s[rows[i].at] = rows[i].byte;
		if (end_of(FORMAT_BCF, data.s, data.l, 65280) != -1)
			fail_msg("byte %zu as %u passed", rows[i].at,
			    rows[i].byte);
		data.s[rows[i].at] = old;
	}
	free(data.s);
}

static void
put_times(kstring_t *out, const char *text, size_t n, unsigned times)
{
	while (times-- > 0)
		kputsn(text, n, out);
}

/* Under 1 MB each; they took minutes when work was a product of columns. */
static void
no_record_costs_more_than_its_length(void **state)
{
	const uint16_t many = 60000;
	kstring_t line = KS_INITIALIZE;
	clock_t began = clock();
	uint32_t shared;

	(void)state;
	kputs("chr1\t101\t.\tA\t<DEL>", &line);
	put_times(&line, ",<DEL>", 6, many);
	kputs("\t.\t.\t.", &line);
	put_times(&line, ";SVLEN=", 7, many);
	kputs(";SVLEN=9\n", &line);
	assert_int_equal(101, end_of(FORMAT_VCF, line.s, line.l, 65280));
	line.l = 0;
	kputs("chr1\t101\t.\tA\t<*>\t.\t.\t.\t", &line);
	put_times(&line, ":", 1, 4 * many);
	kputs("LEN", &line);
	put_times(&line, "\t", 1, 4 * many);
	assert_int_equal(101, end_of(FORMAT_VCF, line.s, line.l, 65280));
	bcf_record(&line, "<DEL>", "", 0, 0);
	line.l -= 1;					/* FILTER */
	put_times(&line, "\x57<DEL>", 6, many - 2);
	put_times(&line, "\0", 1, 1);
	put_times(&line, "\x11\x02\x11\x0a", 4, many);
	shared = line.l - 8;
	memcpy(line.s, &shared, 4);
	memcpy(line.s + 24, &many, 2);
	memcpy(line.s + 26, &many, 2);
	assert_int_equal(111, end_of(FORMAT_BCF, line.s, line.l, 65280));
	assert_true((clock() - began) / CLOCKS_PER_SEC < 5);
	free(line.s);
}

static void
a_missing_eof_matters_at_the_end_only(void **state)
{
	static const char line[] = "chr1\t101\t.\tA\tC\t.\t.\t.\n";
	struct fault fault = FAULT_INIT;
	struct record rec;
	struct scene s;

	(void)state;
	scene_open(&s, FORMAT_VCF, line, strlen(line), 100);
	s.reader.must_end = true;
	assert_int_equal(1, record_next(&s.reader, &rec, &fault));
	assert_int_equal(-1, record_next(&s.reader, &rec, &fault));
	assert_non_null(strstr(fault.message, "end-of-file marker"));
	scene_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_vcf_record_reaches_as_far_as_it_says),
		cmocka_unit_test(what_is_no_vcf_line_is_a_fault),
		cmocka_unit_test(a_bam_record_reaches_by_its_cigar),
		cmocka_unit_test(what_is_no_bam_record_is_a_fault),
		cmocka_unit_test(a_bcf_record_reaches_as_far_as_it_says),
		cmocka_unit_test(what_is_no_bcf_record_is_a_fault),
		cmocka_unit_test(no_record_costs_more_than_its_length),
		cmocka_unit_test(a_missing_eof_matters_at_the_end_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
