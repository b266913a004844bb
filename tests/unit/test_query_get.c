/* Tests of query_get: the text of a GET, and a table of near misses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "htsget/query.h"

#define READS		ENDPOINT_READS
#define VARIANTS	ENDPOINT_VARIANTS
#define INPUT		FAULT_INVALID_INPUT
#define RANGE		FAULT_INVALID_RANGE
#define FORMAT		FAULT_UNSUPPORTED_FORMAT

static const struct query cleared;
static const struct query_rules lenient;

static void
parse(enum endpoint endpoint, const char *text, struct query *q)
{
	struct fault fault = FAULT_INIT;

	if (query_parse_get(endpoint, text, &lenient, q, &fault) != 0)
		fail_msg("%s: %s", text, fault.message);
	assert_int_equal(FAULT_NONE, fault.kind);
}

static void
refuse(enum endpoint endpoint, const char *text, enum fault_kind kind,
    const char *piece)
{
	struct fault fault = FAULT_INIT;
	struct query q;

	memset(&q, 0xff, sizeof(q));
	if (query_parse_get(endpoint, text, &lenient, &q, &fault) != -1) {
		query_clear(&q);
		fail_msg("%.200s: taken", text);
	}
	if (fault.kind != kind || strstr(fault.message, piece) == NULL)
		fail_msg("%.200s: %s: %s", text, fault_word(fault.kind),
		    fault.message);
	assert_true(utf8_valid(fault.message, strlen(fault.message)));
	assert_memory_equal(&cleared, &q, sizeof(q));
}

static void
near_misses_are_refused(void **state)
{
	static const struct {
		enum endpoint	 endpoint;
		const char	*text;
		enum fault_kind	 kind;
		const char	*piece;
	} rows[] = {
	/* format */
	{ READS, "format=", INPUT, "format: \"\" is an empty value" },
	{ READS, "format", INPUT, "format: \"\" is an empty value" },
	{ READS, "format=XYZ", FORMAT,
	    "format: \"XYZ\" is not supported: /reads gives BAM and CRAM" },
	{ VARIANTS, "format=vcftext", FORMAT,
	    "\"vcftext\" is not supported: /variants gives VCF and BCF" },
	{ READS, "format=BAM ", FORMAT, "\"BAM \"" },
	{ READS, "format=BA", FORMAT, "\"BA\"" },
	{ READS, "format=BAMS", FORMAT, "\"BAMS\"" },
	{ READS, "format=BAM,CRAM", FORMAT, "\"BAM,CRAM\"" },
	{ READS, "format=vcf", FORMAT,
	    "\"VCF\" is given by /variants: /reads gives BAM and CRAM" },
	{ READS, "format=BCF", FORMAT, "\"BCF\" is given by /variants" },
	{ VARIANTS, "format=BAM", FORMAT, "\"BAM\" is given by /reads" },
	{ VARIANTS, "format=CRAM", FORMAT, "/variants gives VCF and BCF" },
	/* class */
	{ READS, "class=", INPUT, "class: \"\" is an empty value" },
	{ READS, "class=body", INPUT, "class: \"body\"" },
	{ READS, "class=Header", INPUT, "class: \"Header\"" },
	{ READS, "class=headers", INPUT, "class: \"headers\"" },
	{ READS, "class=head", INPUT, "only \"header\" is" },
	/* referenceName */
	{ READS, "referenceName=", INPUT,
	    "referenceName: \"\" is an empty value" },
	{ READS, "referenceName", INPUT, "referenceName: \"\"" },
	{ READS, "referenceName=&start=1", INPUT, "referenceName: \"\"" },
	{ VARIANTS, "referenceName=*", FAULT_NOT_FOUND,
	    "variants have no unplaced records" },
	{ VARIANTS, "referenceName=%2a", FAULT_NOT_FOUND,
	    "referenceName: \"*\"" },
	/* start, end */
	{ READS, "start=1", INPUT, "start: 1 is given without" },
	{ READS, "end=5", INPUT, "end: 5 is given without referenceName" },
	{ READS, "start=0&end=0", INPUT, "start: 0 is given without" },
	{ READS, "referenceName=*&start=0", INPUT,
	    "start: 0 is given with referenceName \"*\"" },
	{ READS, "end=9&referenceName=*", INPUT, "end: 9 is given with" },
	{ VARIANTS, "referenceName=*&start=0", INPUT, "no positions" },
	{ READS, "referenceName=a&start=", INPUT, "start: \"\" is an empty" },
	{ READS, "referenceName=a&end=", INPUT, "end: \"\" is an empty" },
	{ READS, "referenceName=a&end", INPUT, "end: \"\" is an empty" },
	{ READS, "referenceName=a&start=abc", INPUT, "start: \"abc\"" },
	{ READS, "referenceName=a&start=-1", INPUT, "start: \"-1\"" },
	{ READS, "referenceName=a&start=-0", INPUT, "start: \"-0\"" },
	{ READS, "referenceName=a&start=%2B1", INPUT, "start: \"+1\"" },
	{ READS, "referenceName=a&start=+1", INPUT, "start: \" 1\"" },
	{ READS, "referenceName=a&start=1+", INPUT, "start: \"1 \"" },
	{ READS, "referenceName=a&start=%091", INPUT, "start: \"" },
	{ READS, "referenceName=a&start=1e3", INPUT, "start: \"1e3\"" },
	{ READS, "referenceName=a&start=0x10", INPUT, "start: \"0x10\"" },
	{ READS, "referenceName=a&start=1.0", INPUT, "start: \"1.0\"" },
	{ READS, "referenceName=a&start=1,000", INPUT, "start: \"1,000\"" },
	{ READS, "referenceName=a&end=10-20", INPUT, "end: \"10-20\"" },
	{ READS, "referenceName=a&end=1;", INPUT, "end: \"1;\"" },
	{ READS, "referenceName=a&start=\xd9\xa1", INPUT,
	    "start: \"\xd9\xa1\"" },
	{ READS, "referenceName=a&start=4294967296", INPUT,
	    "\"4294967296\" is not a decimal number from 0 to 4294967295" },
	{ READS, "referenceName=a&end=4294967296", INPUT,
	    "end: \"4294967296\"" },
	{ READS, "referenceName=a&end=18446744073709551616", INPUT,
	    "end: \"18446744073709551616\"" },
	{ READS, "referenceName=a&end=18446744073709551621", INPUT,
	    "end: \"18446744073709551621\"" },
	/* the order of the two */
	{ READS, "referenceName=a&start=10&end=9", RANGE,
	    "start: 10 is greater than end: 9" },
	{ VARIANTS, "end=0&start=1&referenceName=a", RANGE,
	    "start: 1 is greater than end: 0" },
	{ READS, "start=10&end=9", INPUT, "without referenceName" },
	/* fields */
	{ READS, "fields=", INPUT, "fields: \"\" is an empty value" },
	{ READS, "fields=XYZ", INPUT, "fields: \"XYZ\" is not one of QNAME" },
	{ READS, "fields=qname", INPUT, "fields: \"qname\"" },
	{ READS, "fields=QNAM", INPUT, "fields: \"QNAM\"" },
	{ READS, "fields=QNAMES", INPUT, "fields: \"QNAMES\"" },
	{ READS, "fields=QNAME,", INPUT, "fields: \"\"" },
	{ READS, "fields=,QNAME", INPUT, "fields: \"\"" },
	{ READS, "fields=QNAME,,POS", INPUT, "fields: \"\"" },
	{ READS, "fields=QNAME,+POS", INPUT, "fields: \" POS\"" },
	{ READS, "fields=QNAME;POS", INPUT, "fields: \"QNAME;POS\"" },
	{ VARIANTS, "fields=CHROM", INPUT, "fields: \"CHROM\"" },
	/* tags, notags */
	{ READS, "tags=N", INPUT, "tags: \"N\" is not a tag" },
	{ READS, "tags=NMM", INPUT, "tags: \"NMM\"" },
	{ READS, "tags=1M", INPUT, "tags: \"1M\"" },
	{ READS, "tags=N_", INPUT, "tags: \"N_\"" },
	{ READS, "tags=%C3%A9", INPUT, "tags: \"\xc3\xa9\"" },
	{ READS, "tags=NM,", INPUT, "tags: \"\" is not a tag" },
	{ READS, "tags=,NM", INPUT, "tags: \"\" is not a tag" },
	{ READS, "tags=,", INPUT, "tags: \"\" is not a tag" },
	{ READS, "tags=NM,+MD", INPUT, "tags: \" MD\"" },
	{ READS, "notags=NM,,MD", INPUT, "notags: \"\" is not a tag" },
	{ READS, "notags=OQ:Z", INPUT, "notags: \"OQ:Z\"" },
	{ READS, "tags=MD,NM&notags=OQ,NM", INPUT,
	    "tags: \"NM\" is in notags too" },
	/* given twice */
	{ READS, "format=BAM&format=BAM", INPUT,
	    "format: \"BAM\" is given on top of an earlier value" },
	{ READS, "class=header&class=header", INPUT, "class: \"header\"" },
	{ READS, "referenceName=a&referenceName=b", INPUT,
	    "referenceName: \"b\" is given on top" },
	{ READS, "referenceName=a&start=1&start=2", INPUT,
	    "start: \"2\" is given on top" },
	{ READS, "referenceName=a&start=0&st%61rt=0", INPUT,
	    "start: \"0\" is given on top" },
	{ READS, "referenceName=a&end=1&end=", INPUT, "end: \"\" is given" },
	{ READS, "fields=POS&fields=POS", INPUT, "fields: \"POS\"" },
	{ READS, "tags=&tags=", INPUT, "tags: \"\" is given on top" },
	{ READS, "tags&tags=NM", INPUT, "tags: \"NM\" is given on top" },
	{ READS, "notags=&notags=NM", INPUT, "notags: \"NM\" is given" },
	/* percent-encoding, also of parameters that mean nothing here */
	{ READS, "referenceName=%", INPUT,
	    "referenceName: bad percent-encoding in \"%\"" },
	{ READS, "referenceName=%zz", INPUT, "referenceName: bad percent" },
	{ READS, "referenceName=a%2", INPUT, "in \"a%2\"" },
	{ READS, "referenceName=a%00", INPUT, "referenceName: NUL byte" },
	{ READS, "referenceName=%ff", INPUT, "referenceName: invalid UTF-8" },
	{ READS, "referenceName=\xff", INPUT,
	    "referenceName: invalid UTF-8 in \"?\"" },
	{ READS, "other=%zz", INPUT, "other: bad percent-encoding" },
	{ READS, "%zz=1", INPUT, "query string: bad percent-encoding" },
	{ READS, "sta%00rt=1", INPUT, "query string: NUL byte" },
	{ READS, "%", INPUT, "query string: bad percent-encoding" },
	{ READS, "a=b&%c3", INPUT, "query string: invalid UTF-8" },
	/* class=header still has the rest checked */
	{ READS, "class=header&start=1", INPUT, "without referenceName" },
	{ READS, "class=header&referenceName=a&start=x", INPUT,
	    "start: \"x\"" },
	{ READS, "class=header&referenceName=a&start=2&end=1", RANGE,
	    "greater" },
	{ READS, "class=header&format=VCF", FORMAT, "given by /variants" },
	{ READS, "referenceName=*&start=1&class=header", INPUT, "\"*\"" },
	};
	size_t i;

	(void)state;
	assert_true(sizeof(rows) / sizeof(rows[0]) >= 60);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		refuse(rows[i].endpoint, rows[i].text, rows[i].kind,
		    rows[i].piece);
}

/* With nothing said, everything is asked for. */
static void
nothing_said_is_everything(void **state)
{
	static const char *const texts[] = {
		NULL, "", "&", "&&&", "encryptionScheme=c4gh",
		"referenceMD5=0123&x", "=", "=5", "Start=1", "START=abc",
		"starts=-1", "star=x", "n=1", "referencename=", "x=1&x=2",
		"a+b=c%20d", "format%20=XYZ", "class[]=body",
	};
	struct query q;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		parse(VARIANTS, texts[i], &q);
		assert_int_equal(VARIANTS, q.endpoint);
		assert_int_equal(FORMAT_NONE, q.format);
		assert_int_equal(CLASS_ALL, q.class);
		assert_int_equal(0, q.nregions);
		assert_null(q.regions);
		assert_int_equal(FIELD_ALL, q.fields);
		assert_false(q.has_tags);
		assert_int_equal(0, q.ntags);
		assert_int_equal(0, q.nnotags);
		query_clear(&q);
	}
}

static void
formats_are_read_in_any_case(void **state)
{
	static const struct {
		enum endpoint	 endpoint;
		const char	*text;
		enum format	 format;
	} rows[] = {
		{ READS, "format=BAM", FORMAT_BAM },
		{ READS, "format=cram", FORMAT_CRAM },
		{ VARIANTS, "format=Vcf", FORMAT_VCF },
		{ VARIANTS, "f%6Frmat=%62cf", FORMAT_BCF },
	};
	struct query q;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		parse(rows[i].endpoint, rows[i].text, &q);
		assert_int_equal(rows[i].format, q.format);
		query_clear(&q);
	}
}

static void
regions_are_taken_as_they_are(void **state)
{
	static const struct {
		const char	*text;
		const char	*reference;
		uint64_t	 start, end;
	} rows[] = {
		{ "referenceName=chr1", "chr1", 0, QUERY_OPEN_END },
		{ "referenceName=1&start=5", "1", 5, QUERY_OPEN_END },
		{ "end=5&referenceName=1", "1", 0, 5 },
		{ "start=7&end=9&referenceName=1&", "1", 7, 9 },
		{ "referenceName=1&start=5&end=5", "1", 5, 5 },
		{ "referenceName=1&start=0&end=0", "1", 0, 0 },
		{ "referenceName=1&start=007&end=0000000000010", "1", 7, 10 },
		{ "referenceName=1&start=4294967295", "1", 4294967295,
		    QUERY_OPEN_END },
		{ "referenceName=1&start=4294967295&end=4294967295", "1",
		    4294967295, 4294967295 },
		{ "referenceName=1&st%61rt=%31", "1", 1, QUERY_OPEN_END },
		{ "referenceName=*", "*", 0, QUERY_OPEN_END },
		{ "referenceName=**&start=1", "**", 1, QUERY_OPEN_END },
		{ "referenceName=HLA-DRB1*15:01:01:01,x=y<z>",
		    "HLA-DRB1*15:01:01:01,x=y<z>", 0, QUERY_OPEN_END },
		{ "referenceName=chr1:100-200&start=3&end=4", "chr1:100-200",
		    3, 4 },
		{ "referenceName=a+b%2Bc%26d%2541", "a b+c&d%41", 0,
		    QUERY_OPEN_END },
		{ "referenceName=%E5%90%8D", "\xe5\x90\x8d", 0,
		    QUERY_OPEN_END },
		{ "referenceName=a;start=5", "a;start=5", 0, QUERY_OPEN_END },
		{ "x=y&referenceName=a&encryptionScheme=c4gh", "a", 0,
		    QUERY_OPEN_END },
	};
	struct query q;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		parse(READS, rows[i].text, &q);
		assert_int_equal(1, q.nregions);
		assert_string_equal(rows[i].reference, q.regions[0].reference);
		assert_int_equal(rows[i].start, q.regions[0].start);
		assert_int_equal(rows[i].end, q.regions[0].end);
		query_clear(&q);
		assert_memory_equal(&cleared, &q, sizeof(q));
	}
}

/* Client need 13, and a variants' "*" whose header exists all the same. */
static void
a_header_needs_no_region(void **state)
{
	static const char *const texts[] = {
		"class=header", "referenceName=na&class=header",
		"class=header&referenceName=a&start=1&end=2",
		"class=header&referenceName=*",
	};
	struct query q;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		parse(VARIANTS, texts[i], &q);
		assert_int_equal(CLASS_HEADER, q.class);
		assert_int_equal(0, q.nregions);
		assert_null(q.regions);
		query_clear(&q);
	}
}

static void
fields_are_bits(void **state)
{
	static const struct {
		const char	*text;
		unsigned	 fields;
	} rows[] = {
		{ "fields=QNAME", FIELD_QNAME },
		{ "fields=FLAG,POS", FIELD_FLAG | FIELD_POS },
		{ "fields=POS%2CFLAG,POS", FIELD_FLAG | FIELD_POS },
		{ "fields=SEQ", FIELD_SEQ },
		{ "fields=QUAL", FIELD_QUAL | FIELD_SEQ },	/* G-09 */
		{ "fields=QNAME,FLAG,RNAME,POS,MAPQ,CIGAR,RNEXT,PNEXT,TLEN,"
		    "SEQ,QUAL", FIELD_ALL },
		{ "fields=RNAME,MAPQ,CIGAR,RNEXT,PNEXT,TLEN", FIELD_RNAME |
		    FIELD_MAPQ | FIELD_CIGAR | FIELD_RNEXT | FIELD_PNEXT |
		    FIELD_TLEN },
	};
	struct query q;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		parse(READS, rows[i].text, &q);
		assert_int_equal(rows[i].fields, q.fields);
		query_clear(&q);
	}
}

static void
tags_are_lists_or_none(void **state)
{
	struct query q;

	(void)state;
	parse(READS, "tags=NM,x0,Zz&notags=OQ", &q);
	assert_true(q.has_tags);
	assert_int_equal(3, q.ntags);
	assert_string_equal("NM", q.tags[0]);
	assert_string_equal("x0", q.tags[1]);
	assert_string_equal("Zz", q.tags[2]);
	assert_int_equal(1, q.nnotags);
	assert_string_equal("OQ", q.notags[0]);
	query_clear(&q);

	parse(READS, "tags=&notags=", &q);
	assert_true(q.has_tags);
	assert_int_equal(0, q.ntags);
	assert_int_equal(0, q.nnotags);
	query_clear(&q);

	parse(READS, "notags=NM", &q);
	assert_false(q.has_tags);
	assert_int_equal(1, q.nnotags);
	query_clear(&q);

	parse(READS, "tags=NM&notags=nm", &q);
	assert_int_equal(1, q.ntags);
	query_clear(&q);
}

/* `first`, then `more` n times. */
static char *
repeat(const char *first, const char *more, size_t n)
{
	size_t length = strlen(more);
	char *text = malloc(strlen(first) + n * length + 1), *to;

	assert_non_null(text);
	for (to = stpcpy(text, first); n > 0; n--)
		to = stpcpy(to, more);
	return text;
}

static void
lists_have_limits(void **state)
{
	static const struct {
		const char	*first, *more;
		size_t		 most;
		const char	*piece;
	} rows[] = {
		{ "a=b", "&a=b", 999, "more than 1000 parameters" },
		{ "tags=NM", ",NM", 999, "tags: 1001 tags are more than" },
		{ "notags=NM", ",NM", 999, "notags: 1001 tags" },
	};
	struct query q;
	char *text;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text = repeat(rows[i].first, rows[i].more, rows[i].most);
		parse(READS, text, &q);
		query_clear(&q);
		free(text);
		text = repeat(rows[i].first, rows[i].more, rows[i].most + 1);
		refuse(READS, text, INPUT, rows[i].piece);
		free(text);
	}
	text = repeat("referenceName=a", "&", 5000);
	parse(READS, text, &q);
	query_clear(&q);
	free(text);
	text = repeat("referenceName=a&end=", "0", 5000);
	parse(READS, text, &q);
	assert_int_equal(0, q.regions[0].end);
	query_clear(&q);
	free(text);
	text = repeat("referenceName=a&end=", "9", 5000);
	refuse(READS, text, INPUT, "9…\" is not a decimal number");
	free(text);
}

/* Sixty bytes of what the client sent, cut between two characters. */
static void
long_values_are_shortened(void **state)
{
	char *text, piece[128];
	size_t shift;

	(void)state;
	for (shift = 0; shift < 3; shift++) {
		text = repeat("class=", "a", shift);
		text = realloc(text, 1000);
		assert_non_null(text);
		while (strlen(text) < 400)
			strcat(text, "%E2%82%AC");
		snprintf(piece, sizeof(piece), "%s…\" is not a class",
		    "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac");
		refuse(READS, text, INPUT, piece);
		free(text);
	}
	text = repeat("class=", "b", 60);
	refuse(READS, text, INPUT, "b\" is not a class");
	free(text);
	text = repeat("class=", "b", 61);
	refuse(READS, text, INPUT, "b…\" is not a class");
	free(text);
	text = repeat("class=", "\xff", 300);
	refuse(READS, text, INPUT, "?…\"");
	free(text);
	text = repeat("n", "n", 3000);
	text = realloc(text, 3010);
	assert_non_null(text);
	refuse(READS, strcat(text, "=%ff"), INPUT, "n…: invalid UTF-8");
	free(text);
}

/* Q-04 by the text: only `format` beside class=header. */
static void
strict_rules_hold_a_header_alone(void **state)
{
	static const struct query_rules strict = { .strict = true };
	static const struct {
		const char	*text;
		const char	*beside;	/* NULL: taken */
	} rows[] = {
		{ "class=header", NULL },
		{ "class=header&format=BAM", NULL },
		{ "format=BAM&class=header&encryptionScheme=x&y=z", NULL },
		{ "referenceName=na&class=header", "referenceName" },
		{ "class=header&referenceName=*", "referenceName" },
		{ "class=header&referenceName=a&start=1", "referenceName" },
		{ "class=header&fields=POS", "fields" },
		{ "class=header&tags=", "tags" },
		{ "notags=&class=header&format=BAM", "notags" },
		{ "fields=POS&tags=NM&referenceName=a", NULL },
	};
	char message[128];
	struct query q;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fault fault = FAULT_INIT;
		int rc = query_parse_get(READS, rows[i].text, &strict, &q,
		    &fault);

		if (rows[i].beside == NULL) {
			assert_int_equal(0, rc);
			query_clear(&q);
			continue;
		}
		snprintf(message, sizeof(message), "class: \"header\" is given "
		    "beside %s: only format may be", rows[i].beside);
		assert_int_equal(-1, rc);
		assert_int_equal(INPUT, fault.kind);
		assert_string_equal(message, fault.message);
		assert_memory_equal(&cleared, &q, sizeof(q));
	}
}

static void
encryption_is_ignored_or_refused(void **state)
{
	static const struct query_rules refusing = {
		.refuse_encryption = true
	};
	static const struct {
		const char	*text;
		const char	*message;	/* NULL: taken */
	} rows[] = {
		{ "encryptionScheme=c4gh", "encryptionScheme: \"c4gh\" is "
		    "asked for, but this server encrypts nothing" },
		{ "a&encryptionScheme", "encryptionScheme: \"\" is asked for, "
		    "but this server encrypts nothing" },
		{ "encryptionscheme=c4gh", NULL },
		{ "encryptionSchemes=c4gh&class=header", NULL },
	};
	struct query q;
	size_t i;

	(void)state;
	parse(READS, "encryptionScheme=c4gh&encryptionScheme", &q);
	query_clear(&q);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fault fault = FAULT_INIT, url = FAULT_INIT;
		int rc = query_parse_get(READS, rows[i].text, &refusing, &q,
		    &fault);

		assert_int_equal(rows[i].message == NULL ? 0 : -1, rc);
		assert_string_equal(rows[i].message == NULL ? "" :
		    rows[i].message, fault.message);
		query_clear(&q);
		if (strstr(rows[i].text, "class") != NULL)
			continue;
		assert_int_equal(rc, query_check_post_url(rows[i].text,
		    &refusing, &url));
		assert_string_equal(fault.message, url.message);
	}
}

/* P-02 */
static void
the_url_of_a_post_asks_for_nothing(void **state)
{
	static const char *const taken[] = {
		NULL, "", "&&", "a=b&a=b", "encryptionScheme=c4gh",
		"Format=BAM", "formats=BAM", "referenceMD5=0&x",
		"encryptionScheme&encryptionScheme=", "regions=1",
		"ticket=5&=",
	};
	static const struct {
		const char	*text;
		const char	*piece;
	} rows[] = {
		{ "format=BAM", "format: \"BAM\" is on the URL of a POST" },
		{ "format", "format: \"\" is on the URL of a POST" },
		{ "a=b&class=header", "class: \"header\" is on the URL" },
		{ "referenceName=1", "referenceName: \"1\" is on the URL" },
		{ "st%61rt=1", "start: \"1\" is on the URL" },
		{ "end=x", "end: \"x\" is on the URL" },
		{ "fields=", "fields: \"\" is on the URL" },
		{ "tags=NM&x", "tags: \"NM\" is on the URL" },
		{ "notags", "notags: \"\" is on the URL" },
		{ "a=%zz", "a: bad percent-encoding" },
		{ "%00", "query string: NUL byte" },
		{ "a=%ff", "a: invalid UTF-8" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
		struct fault fault = FAULT_INIT;

		assert_int_equal(0,
		    query_check_post_url(taken[i], &lenient, &fault));
		assert_int_equal(FAULT_NONE, fault.kind);
	}
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fault fault = FAULT_INIT;

		assert_int_equal(-1,
		    query_check_post_url(rows[i].text, &lenient, &fault));
		assert_int_equal(INPUT, fault.kind);
		if (strstr(fault.message, rows[i].piece) == NULL)
			fail_msg("%s: %s", rows[i].text, fault.message);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(near_misses_are_refused),
		cmocka_unit_test(nothing_said_is_everything),
		cmocka_unit_test(formats_are_read_in_any_case),
		cmocka_unit_test(regions_are_taken_as_they_are),
		cmocka_unit_test(a_header_needs_no_region),
		cmocka_unit_test(fields_are_bits),
		cmocka_unit_test(tags_are_lists_or_none),
		cmocka_unit_test(lists_have_limits),
		cmocka_unit_test(long_values_are_shortened),
		cmocka_unit_test(strict_rules_hold_a_header_alone),
		cmocka_unit_test(encryption_is_ignored_or_refused),
		cmocka_unit_test(the_url_of_a_post_asks_for_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
