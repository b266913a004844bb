/* Tests of signature: golden values, and that nothing else holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "htsget/signature.h"

#define COUNT(rows)	(sizeof(rows) / sizeof((rows)[0]))
#define VERSION		"0123456789abcdef0123456789abcdef"
#define EXPIRES		1764066000	/* 2025-11-25T10:20:00Z */

#define UNSIGNED	"the URL is not signed"
#define UNKNOWN		"a secret that is not known here (any more)"
#define WRONG		"its signature is wrong"
#define EXPIRED		"it expired at 2025-11-25T10:20:00Z"

/* Keys 00 01 02 … and ff fe fd …, and one for nobody else. */
static struct secrets both, upwards, downwards, other;

static void
put_secret(struct secrets *to, const char *name, unsigned first, int step)
{
	struct secret *s = &to->v[to->n++];
	unsigned i;

	for (i = 0; i < SECRET_BYTES; i++)
		s->key[i] = (uint8_t)(first + (unsigned)step * i);
	strcpy(s->name, name);
}

static int
make_secrets(void **state)
{
	(void)state;
	put_secret(&upwards, "00000001", 0, 1);
	put_secret(&downwards, "00000002", 255, -1);
	put_secret(&both, "00000002", 255, -1);
	put_secret(&both, "00000001", 0, 1);
	put_secret(&other, "00000001", 7, 3);
	return sodium_init() < 0 ? -1 : 0;
}

static struct part parts[] = { { 0x10000, 0x2ffff }, { 0x30000,
    UINT64_MAX } };

static struct data_query
file_query(void)
{
	struct data_query q = {
		.format = FORMAT_BAM,
		.version = VERSION,
		.ticket = "00ff00ff00ff00ff",
		.start = 5000000000,
		.end = 6000000000,
		.expires = EXPIRES,
		.user = "j\xc3\xbcrgen",
	};

	signature_sign(&upwards, DATA_FILE, "1000g/NA12878", &q);
	return q;
}

static struct data_query
span_query(void)
{
	struct data_query q = {
		.format = FORMAT_CRAM,
		.version = VERSION,
		.ticket = "t",
		.span = { false, parts, COUNT(parts), true },
		.expires = 0,
		.user = "u",
	};

	signature_sign(&upwards, DATA_SPAN, "a", &q);
	return q;
}

static void
holds(const struct secrets *secrets, enum data_kind kind, const char *id,
    const struct data_query *q, uint64_t now, uint64_t slack)
{
	struct fault fault = FAULT_INIT;

	if (signature_check(secrets, kind, id, q, now, slack, &fault) != 0)
		fail_msg("%s (%s)", fault.message, fault.detail);
	assert_int_equal(FAULT_NONE, fault.kind);
}

static void
fails(const struct secrets *secrets, enum data_kind kind, const char *id,
    const struct data_query *q, uint64_t now, uint64_t slack,
    const char *message)
{
	struct fault fault = FAULT_INIT;

	assert_int_equal(-1, signature_check(secrets, kind, id, q, now, slack,
	    &fault));
	assert_int_equal(FAULT_PERMISSION_DENIED, fault.kind);
	if (strstr(fault.message, message) == NULL)
		fail_msg("\"%s\" in \"%s\"", message, fault.message);
	if (strstr(fault.detail, id) == NULL ||
	    (q->is_signed && strstr(fault.detail, q->key) == NULL))
		fail_msg("%s", fault.detail);
	if (q->signature[0] != '\0') {
		assert_null(strstr(fault.message, q->signature));
		assert_null(strstr(fault.detail, q->signature));
	}
}

/* Of the file's and the span's query, at a time when both hold. */
static void
is_wrong(enum data_kind kind, const char *id, const struct data_query *q)
{
	fails(&upwards, kind, id, q, 0, 0, WRONG);
}

/*
 * Not by our own code, but by this:
 *
 *	import base64, hmac, struct
 *	n = lambda x: struct.pack('<Q', x)
 *	t = lambda b: n(len(b)) + b
 *	def sign(key, kind, id, format, version, ticket, numbers, header, eof,
 *	    expires, user):
 *		text = b''.join(map(t, (kind, id, format, version, ticket,
 *		    b''.join(map(n, numbers)), n(header), n(eof), n(expires),
 *		    user)))
 *		return base64.urlsafe_b64encode(hmac.digest(key, text,
 *		    'sha256')).rstrip(b'=')
 */
static void
signatures_are_golden(void **state)
{
	struct data_query q = file_query();

	(void)state;
	assert_true(q.is_signed);
	assert_string_equal("00000001", q.key);
	assert_string_equal("SnN6AJyuG1nyLvDCnYkyQ-33VP918B2HByFM8geYCqo",
	    q.signature);
	q = span_query();
	assert_string_equal("77IlVROa6e_L0UF4mozEua6C-43rL2-Ms5T0gCEJYZM",
	    q.signature);

	q = (struct data_query){ .format = FORMAT_VCF, .version = VERSION,
	    .span.header = true, .expires = EXPIRES };
	signature_sign(&upwards, DATA_SPAN, "a", &q);
	assert_string_equal("dVVaGtFkuKY7cr-2VsjIPwV1Lxx3Nm1kRwk3FXWVjOo",
	    q.signature);

	/* by the first of two */
	q = (struct data_query){ .format = FORMAT_BCF, .version = VERSION,
	    .ticket = "t", .end = 1, .expires = UINT64_MAX - 1 };
	signature_sign(&both, DATA_FILE, "a", &q);
	assert_string_equal("00000002", q.key);
	assert_string_equal("GLg2BHEiVTyf-umnfMG6FD7Cl_bOtR0afthvhD5nwg8",
	    q.signature);
}

static void
flip_text(enum data_kind kind, const char *id, struct data_query *q,
    char *text, const char *message)
{
	size_t i, n = strlen(text);
	unsigned bit;

	for (i = 0; i < n; i++)
		for (bit = 0; bit < 8; bit++) {
			text[i] = (char)(text[i] ^ 1 << bit);
			fails(&upwards, kind, id, q, 0, 0, message);
			text[i] = (char)(text[i] ^ 1 << bit);
		}
	holds(&upwards, kind, id, q, 0, 0);
}

static void
flip_number(enum data_kind kind, const char *id, struct data_query *q,
    uint64_t *number)
{
	unsigned bit;

	for (bit = 0; bit < 64; bit++) {
		*number ^= (uint64_t)1 << bit;
		is_wrong(kind, id, q);
		*number ^= (uint64_t)1 << bit;
	}
	holds(&upwards, kind, id, q, 0, 0);
}

static void
flip_flag(enum data_kind kind, const char *id, struct data_query *q,
    bool *flag)
{
	*flag = !*flag;
	is_wrong(kind, id, q);
	*flag = !*flag;
	holds(&upwards, kind, id, q, 0, 0);
}

/* All that both kinds have. */
static void
flip_all(enum data_kind kind, const char *id, struct data_query *q)
{
	enum format format = q->format;
	char copy[64];

	flip_text(kind, id, q, q->version, WRONG);
	flip_text(kind, id, q, q->ticket, WRONG);
	flip_text(kind, id, q, q->user, WRONG);
	flip_text(kind, id, q, q->signature, WRONG);
	flip_text(kind, id, q, q->key, UNKNOWN);
	strcpy(copy, id);
	flip_text(kind, copy, q, copy, WRONG);
	flip_number(kind, id, q, &q->expires);
	flip_flag(kind, id, q, &q->span.header);
	flip_flag(kind, id, q, &q->span.eof);
	for (q->format = 0; q->format < FORMAT_COUNT; q->format++)
		if (q->format != format)
			is_wrong(kind, id, q);
	q->format = format;
	is_wrong(kind == DATA_FILE ? DATA_SPAN : DATA_FILE, id, q);
	holds(&upwards, kind, id, q, 0, 0);
}

static void
one_bit_is_wrong(void **state)
{
	struct data_query q = file_query();
	size_t i;

	(void)state;
	flip_all(DATA_FILE, "1000g/NA12878", &q);
	flip_number(DATA_FILE, "1000g/NA12878", &q, &q.start);
	flip_number(DATA_FILE, "1000g/NA12878", &q, &q.end);
	q = span_query();
	flip_all(DATA_SPAN, "a", &q);
	for (i = 0; i < COUNT(parts); i++) {
		flip_number(DATA_SPAN, "a", &q, &parts[i].start);
		flip_number(DATA_SPAN, "a", &q, &parts[i].end);
	}
	q.span.nparts--;
	is_wrong(DATA_SPAN, "a", &q);
}

/* Without lengths in front these would be one text. */
static void
a_byte_moved_to_its_neighbour_is_wrong(void **state)
{
	struct part three[] = { { 'a', 0 }, { 1, 2 }, { 0, 1 } };
	struct data_query q = { .format = FORMAT_BAM, .version = "v",
	    .ticket = "at", .end = 1 }, span = { .format = FORMAT_BAM,
	    .span = { false, three + 1, 1, false }, .expires = 3 };

	(void)state;
	signature_sign(&upwards, DATA_FILE, "x", &q);
	holds(&upwards, DATA_FILE, "x", &q, 0, 0);
	strcpy(q.version, "va");
	strcpy(q.ticket, "t");
	is_wrong(DATA_FILE, "x", &q);
	strcpy(q.version, "");
	strcpy(q.ticket, "vat");
	is_wrong(DATA_FILE, "x", &q);

	/* id, format and version: "xBAMv" all the same */
	strcpy(q.version, "BAMv");
	strcpy(q.ticket, "at");
	signature_sign(&upwards, DATA_FILE, "x", &q);
	strcpy(q.version, "v");
	is_wrong(DATA_FILE, "xBAM", &q);

	/* numbers of parts, flags and expiry */
	signature_sign(&upwards, DATA_SPAN, "x", &span);
	holds(&upwards, DATA_SPAN, "x", &span, 0, 0);
	span.span.nparts = 2;
	span.span.header = true;
	is_wrong(DATA_SPAN, "x", &span);
	span.span.nparts = 0;
	is_wrong(DATA_SPAN, "x", &span);
}

static void
a_signature_is_of_one_secret(void **state)
{
	struct data_query q = file_query();
	const char *id = "1000g/NA12878";

	(void)state;
	holds(&both, DATA_FILE, id, &q, 0, 0);
	fails(&downwards, DATA_FILE, id, &q, 0, 0, UNKNOWN);
	/* another of the same name, and the name of another */
	fails(&other, DATA_FILE, id, &q, 0, 0, WRONG);
	strcpy(q.key, "00000002");
	fails(&both, DATA_FILE, id, &q, 0, 0, WRONG);
	strcpy(q.key, "");
	fails(&both, DATA_FILE, id, &q, 0, 0, UNKNOWN);
}

/* The last of 43 letters has two bits that no byte has. */
static void
base64_has_one_spelling(void **state)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"
	    "klmnopqrstuvwxyz0123456789-_";
	struct data_query q = file_query();
	char *last = &q.signature[DATA_SIGNATURE_TEXT - 1], right = *last;
	size_t i;

	(void)state;
	for (i = 0; letters[i] != '\0'; i++) {
		*last = letters[i];
		if (*last != right)
			is_wrong(DATA_FILE, "1000g/NA12878", &q);
	}
	for (i = 0; i < DATA_SIGNATURE_TEXT; i++) {
		q = file_query();
		q.signature[i] = '\0';
		is_wrong(DATA_FILE, "1000g/NA12878", &q);
	}
	memset(q.signature, 0, sizeof(q.signature));
	is_wrong(DATA_FILE, "1000g/NA12878", &q);
}

static void
a_url_expires_at_the_second(void **state)
{
	static const struct {
		uint64_t	now, slack;
		bool		holds;
	} rows[] = {
		{ 0, 0, true },
		{ EXPIRES - 1, 0, true },
		{ EXPIRES, 0, true },
		{ EXPIRES + 1, 0, false },
		{ EXPIRES + 1, 1, true },
		{ EXPIRES + 60, 60, true },
		{ EXPIRES + 61, 60, false },
		{ UINT64_MAX, 60, false },
		{ UINT64_MAX, UINT64_MAX, true },
	};
	struct data_query q = file_query();
	const char *id = "1000g/NA12878";
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		if (rows[i].holds)
			holds(&both, DATA_FILE, id, &q, rows[i].now,
			    rows[i].slack);
		else
			fails(&both, DATA_FILE, id, &q, rows[i].now,
			    rows[i].slack, EXPIRED);

	/* far away, without an overflow */
	q.expires = UINT64_MAX - 1;
	signature_sign(&both, DATA_FILE, id, &q);
	holds(&both, DATA_FILE, id, &q, EXPIRES, UINT64_MAX);
	holds(&both, DATA_FILE, id, &q, UINT64_MAX - 1, 0);
}

static void
the_signature_counts_before_the_expiry(void **state)
{
	struct data_query q = file_query();

	(void)state;
	q.end++;
	fails(&both, DATA_FILE, "1000g/NA12878", &q, UINT64_MAX, 0, WRONG);
	/* moved into the future */
	q = file_query();
	q.expires = UINT64_MAX - 1;
	fails(&both, DATA_FILE, "1000g/NA12878", &q, EXPIRES + 1, 0, WRONG);
}

static void
what_is_not_signed_does_not_hold(void **state)
{
	struct data_query q = file_query(), bare = { .format = FORMAT_BAM,
	    .version = VERSION };

	(void)state;
	fails(&both, DATA_FILE, "a", &bare, 0, 0, UNSIGNED);
	q.is_signed = false;
	fails(&both, DATA_FILE, "1000g/NA12878", &q, 0, 0, UNSIGNED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signatures_are_golden),
		cmocka_unit_test(one_bit_is_wrong),
		cmocka_unit_test(a_byte_moved_to_its_neighbour_is_wrong),
		cmocka_unit_test(a_signature_is_of_one_secret),
		cmocka_unit_test(base64_has_one_spelling),
		cmocka_unit_test(a_url_expires_at_the_second),
		cmocka_unit_test(the_signature_counts_before_the_expiry),
		cmocka_unit_test(what_is_not_signed_does_not_hold),
	};

	return cmocka_run_group_tests(tests, make_secrets, NULL);
}
