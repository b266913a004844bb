/* Tests of ticket_urls: each URL holds for its piece and for no other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <json-c/json.h>
#include <sodium.h>

#include "htsget/data_url.h"
#include "htsget/signature.h"
#include "htsget/ticket.h"
#include "memory_object.h"
#include "serve/ticket_urls.h"

#define COUNT(rows)	(sizeof(rows) / sizeof((rows)[0]))
#define BASE		"https://h/htsget"
#define ID		"1000g/NA 1"
#define FILE_URL	BASE "/data/file/1000g/NA%201?"
#define SPAN_URL	BASE "/data/span/1000g/NA%201?"
#define EXPIRES		1764066000

static uint8_t edge[] = "edge";
static struct part parts[] = { { 0x10000, 0x20005 } };
static struct piece pieces[] = {
	{ .kind = PIECE_RAW, .header = true, .start = 0, .end = 28 },
	{ .kind = PIECE_INLINE, .data = edge, .bytes = 4 },
	{ .kind = PIECE_RAW, .start = 5000000000, .end = 6000000000 },
	{ .kind = PIECE_SPAN, .span = { false, parts, 1, true } },
};
static const struct plan plan = {
	.format = FORMAT_BAM,
	.pieces = pieces,
	.npieces = COUNT(pieces),
	.classes = true,
	.raw_bytes = 1000000028,
	.spans = 1,
};
static const struct secrets secrets = {
	.v = { { .key = { 1, 2, 3 }, .name = "0000000a" },
	    { .key = { 4, 5, 6 }, .name = "0000000b" } },
	.n = 2,
};
static char static_url[] = "https://h/files/x.bam";
static struct dataset ours, elsewhere;

static int
make_datasets(void **state)
{
	(void)state;
	ours.object = memory_object("x", 1);
	elsewhere.object = ours.object;
	elsewhere.url = static_url;
	return sodium_init() < 0 || ours.object == NULL ? -1 : 0;
}

static int
close_datasets(void **state)
{
	(void)state;
	object_close(ours.object);
	return 0;
}

static struct whereabouts
where(const struct dataset *dataset)
{
	const struct whereabouts at = { .dataset = dataset, .base = BASE,
	    .id = ID, .ticket = "00ff", .secrets = &secrets,
	    .expires = EXPIRES, .user = "j\xc3\xbcrgen" };

	return at;
}

/* The ticket's array of URLs; *top is to be put. */
static struct json_object *
write_urls(const struct whereabouts *at, struct json_object **top)
{
	struct fault fault = FAULT_INIT;
	struct json_object *htsget, *urls;
	size_t bytes;
	char *text;

	if (ticket_urls_write(&plan, at, &text, &bytes, &fault) == -1)
		fail_msg("%s (%s)", fault.message, fault.detail);
	*top = json_tokener_parse(text);
	free(text);
	assert_true(json_object_object_get_ex(*top, "htsget", &htsget));
	assert_true(json_object_object_get_ex(htsget, "urls", &urls));
	assert_int_equal(COUNT(pieces), json_object_array_length(urls));
	return urls;
}

static const char *
member(struct json_object *object, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, name, &value))
		return NULL;
	return json_object_get_string(value);
}

static const char *
url_at(struct json_object *urls, size_t i)
{
	return member(json_object_array_get_idx(urls, i), "url");
}

static const char *
header_at(struct json_object *urls, size_t i, const char *name)
{
	struct json_object *headers;

	if (!json_object_object_get_ex(json_object_array_get_idx(urls, i),
	    "headers", &headers))
		return NULL;
	return member(headers, name);
}

static void
begins(const char *text, const char *with)
{
	if (strncmp(text, with, strlen(with)) != 0)
		fail_msg("\"%s\" does not begin \"%s\"", text, with);
}

/* The query of a URL of ours, whose signature holds. */
static struct data_query
read_url(enum data_kind kind, const char *url)
{
	struct fault fault = FAULT_INIT;
	struct data_query q;

	begins(url, kind == DATA_FILE ? FILE_URL : SPAN_URL);
	if (data_url_parse(kind, strchr(url, '?') + 1, &q, &fault) == -1 ||
	    signature_check(&secrets, kind, ID, &q, EXPIRES, 0,
	    &fault) == -1)
		fail_msg("%s: %s", url, fault.message);
	assert_string_equal("0000000a", q.key);
	assert_string_equal("00ff", q.ticket);
	assert_string_equal("j\xc3\xbcrgen", q.user);
	assert_true(q.expires == EXPIRES);
	return q;
}

static void
each_piece_has_its_signature(void **state)
{
	const struct whereabouts at = where(&ours);
	struct json_object *top, *urls = write_urls(&at, &top);
	struct data_query q;

	(void)state;
	q = read_url(DATA_FILE, url_at(urls, 0));
	assert_true(q.start == 0 && q.end == 28);
	assert_string_equal("bytes=0-27", header_at(urls, 0, "Range"));
	data_query_clear(&q);
	assert_string_equal("data:;base64,ZWRnZQ==", url_at(urls, 1));
	q = read_url(DATA_FILE, url_at(urls, 2));
	assert_true(q.start == 5000000000 && q.end == 6000000000);
	assert_string_equal("bytes=5000000000-5999999999",
	    header_at(urls, 2, "Range"));
	data_query_clear(&q);
	q = read_url(DATA_SPAN, url_at(urls, 3));
	assert_true(q.span.nparts == 1 && q.span.eof);
	assert_true(q.start == 0 && q.end == 0);
	data_query_clear(&q);
	json_object_put(top);
}

/* Without secrets a user and an expiry are in no URL. */
static void
nothing_is_signed_without_secrets(void **state)
{
	struct whereabouts at = where(&ours);
	struct json_object *top, *urls;
	size_t i;

	(void)state;
	at.secrets = NULL;
	at.user = "\n";
	urls = write_urls(&at, &top);
	begins(url_at(urls, 0), FILE_URL "format=BAM&version=");
	assert_string_equal(url_at(urls, 0), url_at(urls, 2));
	begins(url_at(urls, 3), SPAN_URL);
	for (i = 0; i < COUNT(pieces); i++) {
		assert_null(strstr(url_at(urls, i), "signature"));
		assert_null(strstr(url_at(urls, i), "expires"));
		assert_null(strstr(url_at(urls, i), "user"));
		assert_null(strstr(url_at(urls, i), "range="));
	}
	json_object_put(top);
}

static void
nobody_need_be_named(void **state)
{
	struct whereabouts at = where(&ours);
	struct json_object *top, *urls;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		at.user = i == 0 ? NULL : "";
		urls = write_urls(&at, &top);
		assert_null(strstr(url_at(urls, 0), "user"));
		assert_non_null(strstr(url_at(urls, 0), "&range=0-27&exp"));
		json_object_put(top);
	}
}

/* What opens the web server is for its URLs, and never for ours. */
static void
static_urls_alone_have_an_authorization(void **state)
{
	struct whereabouts at = where(&elsewhere);
	struct json_object *top, *urls;

	(void)state;
	at.authorization = "Bearer a.b";
	urls = write_urls(&at, &top);
	assert_string_equal(static_url, url_at(urls, 0));
	assert_string_equal("bytes=0-27", header_at(urls, 0, "Range"));
	assert_string_equal("Bearer a.b",
	    header_at(urls, 0, "Authorization"));
	assert_null(header_at(urls, 1, "Authorization"));
	assert_string_equal("Bearer a.b",
	    header_at(urls, 2, "Authorization"));
	begins(url_at(urls, 3), SPAN_URL);
	assert_null(header_at(urls, 3, "Authorization"));
	json_object_put(top);

	at.dataset = &ours;
	urls = write_urls(&at, &top);
	assert_null(header_at(urls, 0, "Authorization"));
	assert_null(header_at(urls, 2, "Authorization"));
	json_object_put(top);
}

static void
refuse(const struct whereabouts *at, enum fault_kind kind)
{
	struct fault fault = FAULT_INIT;
	char *text = (char *)"unset";
	size_t bytes;

	assert_int_equal(-1, ticket_urls_write(&plan, at, &text, &bytes,
	    &fault));
	assert_null(text);
	assert_int_equal(kind, fault.kind);
	assert_null(strstr(fault.message, "xyz"));
	assert_null(strstr(fault.detail, "xyz"));
}

static void
what_no_url_can_carry_is_refused(void **state)
{
	static const char *const users[] = { "xyz\n", "\x7f", "xyz\xff",
	    "xyz\xc3" };
	char name[DATA_USER_MAX + 2];
	struct whereabouts at = where(&ours), other = where(&elsewhere);
	struct json_object *top;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(users); i++) {
		at.user = users[i];
		refuse(&at, FAULT_PERMISSION_DENIED);
	}
	memset(name, 'x', sizeof(name));
	name[DATA_USER_MAX + 1] = '\0';
	at.user = name;
	refuse(&at, FAULT_PERMISSION_DENIED);
	name[DATA_USER_MAX] = '\0';
	write_urls(&at, &top);
	json_object_put(top);

	other.authorization = "xyz\r\nX: y";
	refuse(&other, FAULT_INTERNAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_piece_has_its_signature),
		cmocka_unit_test(nothing_is_signed_without_secrets),
		cmocka_unit_test(nobody_need_be_named),
		cmocka_unit_test(static_urls_alone_have_an_authorization),
		cmocka_unit_test(what_no_url_can_carry_is_refused),
	};

	return cmocka_run_group_tests(tests, make_datasets, close_datasets);
}
