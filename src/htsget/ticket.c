/* ticket: the answer of the specification as text: tickets and errors. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <htslib/kstring.h>
#include <json-c/json.h>

#include "base/base64.h"
#include "base/utf8.h"
#include "htsget/ticket.h"

#define DATA_PREFIX	"data:;base64,"

/* Bytes of URLs in a ticket: far below the int that json-c counts with. */
#define TICKET_MAX	(INT_MAX / 4)
#define URLS_MAX	1000000
#define RANGE_MAX	64	/* "bytes=a-b", both up to 20 digits */
#define JSON_PLAIN	(JSON_C_TO_STRING_PLAIN | \
			    JSON_C_TO_STRING_NOSLASHESCAPE)

static const char *const class_names[] = {
	[URL_CLASS_NONE] = NULL,
	[URL_CLASS_HEADER] = "header",
	[URL_CLASS_BODY] = "body",
};

/*
 * Out of memory json-c leaves out pieces of the text and says nothing, so the
 * length is counted along: of an object or array its first bracket, of a
 * member or element a comma or the other bracket.
 */
struct writer {
	size_t		 length;
	kstring_t	 scratch;	/* one URL's base64 */
};

static struct json_object *
new_object(struct writer *w)
{
	w->length++;
	return json_object_new_object();
}

/* A text that needs no escapes. */
static struct json_object *
new_plain(struct writer *w, const char *text, size_t bytes)
{
	w->length += bytes + 2;
	return json_object_new_string_len(text, (int)bytes);
}

/* Valid UTF-8 of any content. */
static struct json_object *
new_text(struct writer *w, const char *text, size_t bytes)
{
	size_t i;

	for (i = 0; i < bytes; i++) {
		if (strchr("\"\\\b\f\n\r\t", text[i]) != NULL)
			w->length += 1;
		else if ((unsigned char)text[i] < 0x20)
			w->length += sizeof("u0000") - 1;
	}
	return new_plain(w, text, bytes);
}

/* Takes the child over, whatever comes of it; keys are literals, each new. */
static int
add(struct writer *w, struct json_object *parent, const char *key,
    struct json_object *child)
{
	w->length += strlen(key) + sizeof("\"\":,") - 1;
	if (child != NULL && json_object_object_add_ex(parent, key, child,
	    JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_ADD_CONSTANT_KEY)
	    == 0)
		return 0;
	json_object_put(child);
	return -1;
}

static int
append(struct writer *w, struct json_object *array,
    struct json_object *child)
{
	w->length++;
	if (child != NULL && json_object_array_add(array, child) == 0)
		return 0;
	json_object_put(child);
	return -1;
}

/* Borrowed by the parent, or NULL. */
static struct json_object *
add_object(struct writer *w, struct json_object *parent, const char *key)
{
	struct json_object *child = new_object(w);

	return add(w, parent, key, child) == 0 ? child : NULL;
}

/*
 * Client need 6: this spelling exactly. What is inline is for whoever reads
 * the ticket, no secret, so libsodium's base64 in constant time, several
 * times slower, is not needed.
 */
static struct json_object *
inline_url(struct writer *w, const struct ticket_url *url)
{
	const size_t prefix = sizeof(DATA_PREFIX) - 1;
	size_t length = prefix + BASE64_LENGTH(url->bytes);

	if (ks_resize(&w->scratch, length) < 0)
		return NULL;
	memcpy(w->scratch.s, DATA_PREFIX, prefix);
	base64_encode(w->scratch.s + prefix, url->data, url->bytes);
	return new_plain(w, w->scratch.s, length);
}

static int
add_headers(struct writer *w, struct json_object *headers,
    const struct ticket_url *url)
{
	const char *authorization = url->authorization;
	char range[RANGE_MAX];
	int n;

	n = snprintf(range, sizeof(range), "bytes=%" PRIu64 "-%" PRIu64,
	    url->start, url->end - 1);
	if (n < 0 || (url->end > 0 &&
	    add(w, headers, "Range", new_plain(w, range, (size_t)n)) < 0))
		return -1;
	if (authorization == NULL)
		return 0;
	return add(w, headers, "Authorization",
	    new_text(w, authorization, strlen(authorization)));
}

/* Client need 2: headers on every http URL, be there a range or not. */
static int
add_location(struct writer *w, struct json_object *object,
    const struct ticket_url *url)
{
	struct json_object *headers;

	if (url->url == NULL)
		return add(w, object, "url", inline_url(w, url));
	if (add(w, object, "url",
	    new_text(w, url->url, strlen(url->url))) < 0 ||
	    (headers = add_object(w, object, "headers")) == NULL)
		return -1;
	return add_headers(w, headers, url);
}

static struct json_object *
url_object(struct writer *w, const struct ticket_url *url)
{
	const char *class = class_names[url->class];
	struct json_object *object = new_object(w);

	if (object == NULL)
		return NULL;
	if (add_location(w, object, url) < 0 || (class != NULL &&
	    add(w, object, "class",
	    new_plain(w, class, strlen(class))) < 0)) {
		json_object_put(object);
		return NULL;
	}
	return object;
}

static struct json_object *
ticket_object(struct writer *w, enum format format,
    const struct ticket_url *urls, size_t n)
{
	const char *name = format_name(format);
	struct json_object *top, *htsget, *array;
	size_t i;

	if ((top = new_object(w)) == NULL)
		return NULL;
	if ((htsget = add_object(w, top, "htsget")) == NULL ||
	    add(w, htsget, "format", new_plain(w, name, strlen(name))) < 0)
		goto out;
	array = json_object_new_array_ext((int)n);
	w->length++;
	if (add(w, htsget, "urls", array) < 0)
		goto out;
	for (i = 0; i < n; i++)
		if (append(w, array, url_object(w, &urls[i])) < 0)
			goto out;
	return top;
out:
	json_object_put(top);
	return NULL;
}

bool
ticket_authorization_valid(const char *text)
{
	size_t i, bytes = strlen(text);

	if (bytes == 0 || bytes > TICKET_AUTHORIZATION_MAX || *text == ' ' ||
	    text[bytes - 1] == ' ')
		return false;
	for (i = 0; i < bytes; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return true;
}

static size_t
location_bytes(const struct ticket_url *url)
{
	size_t bytes = strlen(url->url), more = 0;

	if (bytes > TICKET_MAX || (url->start >= url->end &&
	    (url->start != 0 || url->end != 0)))
		return 0;
	if (url->authorization != NULL) {
		if (!ticket_authorization_valid(url->authorization))
			return 0;
		more = strlen(url->authorization);
	}
	return bytes > 0 ? bytes + more : 0;
}

/* Bytes of a URL as it will be written; 0: it must not be written. */
static size_t
url_bytes(const struct ticket_url *url)
{
	if (url->url != NULL)
		return location_bytes(url);
	if (url->authorization != NULL || url->data == NULL ||
	    url->bytes == 0 || url->bytes > TICKET_MAX / 2)
		return 0;
	return sizeof(DATA_PREFIX) - 1 + BASE64_LENGTH(url->bytes);
}

/* Refuses what no plan gives, before a byte of it is copied. */
static int
check_urls(const struct ticket_url *urls, size_t n, struct fault *fault)
{
	size_t i, bytes, total = 0;

	for (i = 0; i < n; i++) {
		if ((bytes = url_bytes(&urls[i])) == 0)
			return fault_detail(fault, FAULT_INTERNAL,
			    "the ticket cannot be written",
			    "URL %zu is empty, too long or has a bad "
			    "Authorization", i);
		if (urls[i].class > URL_CLASS_BODY ||
		    (urls[i].class == URL_CLASS_NONE) !=
		    (urls[0].class == URL_CLASS_NONE))
			return fault_detail(fault, FAULT_INTERNAL,
			    "the ticket cannot be written",
			    "class of URL %zu: all URLs have one or none", i);
		if ((total += bytes) > TICKET_MAX)
			return fault_set(fault, FAULT_INTERNAL,
			    "the ticket is over %d bytes", TICKET_MAX);
	}
	return 0;
}

/* A copy that outlives the object; NULL: no memory. */
static char *
serialise(const struct writer *w, struct json_object *object, size_t *bytes)
{
	const char *json;
	char *copy;

	json = json_object_to_json_string_length(object, JSON_PLAIN, bytes);
	if (json == NULL || *bytes < w->length ||
	    (copy = malloc(*bytes + 1)) == NULL)
		return NULL;
	memcpy(copy, json, *bytes + 1);
	return copy;
}

int
ticket_write(enum format format, const struct ticket_url *urls, size_t n,
    char **text, size_t *bytes, struct fault *fault)
{
	struct writer w = { .length = 0, .scratch = KS_INITIALIZE };
	struct json_object *object;

	*text = NULL;
	*bytes = 0;
	if (n == 0 || n > URLS_MAX || *format_name(format) == '\0')
		return fault_detail(fault, FAULT_INTERNAL,
		    "the ticket cannot be written",
		    "%zu URLs of format \"%s\"", n, format_name(format));
	if (check_urls(urls, n, fault) < 0)
		return -1;
	if ((object = ticket_object(&w, format, urls, n)) != NULL)
		*text = serialise(&w, object, bytes);
	json_object_put(object);
	ks_free(&w.scratch);
	return *text != NULL ? 0 : fault_nomem(fault);
}

/* The text with U+FFFD for each byte that is not UTF-8; NULL: no memory. */
static struct json_object *
new_safe(struct writer *w, const char *text)
{
	static const char replacement[] = "\xef\xbf\xbd";
	char safe[sizeof(((struct fault *)0)->message) * 3];
	size_t left = strlen(text), used = 0, n;

	for (; left > 0; text += n, left -= n) {
		n = utf8_length(text, left);
		memcpy(safe + used, n > 0 ? text : replacement,
		    n > 0 ? n : sizeof(replacement) - 1);
		used += n > 0 ? n : sizeof(replacement) - 1;
		if (n == 0)
			n = 1;
	}
	return new_text(w, safe, used);
}

char *
ticket_error(const struct fault *fault)
{
	struct writer w = { .length = 0 };
	struct json_object *top = new_object(&w), *htsget;
	const char *word = fault_word(fault->kind);
	char *text = NULL;
	size_t bytes;

	if (top != NULL && (htsget = add_object(&w, top, "htsget")) != NULL &&
	    add(&w, htsget, "error",
	    new_plain(&w, word, strlen(word))) == 0 &&
	    add(&w, htsget, "message", new_safe(&w, fault->message)) == 0)
		text = serialise(&w, top, &bytes);
	json_object_put(top);
	return text;
}
