/* ticket: the answer of the specification as text: tickets and errors. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <htslib/kstring.h>

#include "base/base64.h"
#include "base/utf8.h"
#include "htsget/ticket.h"

#define DATA_PREFIX	"data:;base64,"

/* Bytes of URLs in a ticket. */
#define TICKET_MAX	(INT_MAX / 4)
#define URLS_MAX	1000000
#define URL_ROOM	160	/* of one in a ticket beside its own text */
#define INTEGER_MAX	20	/* digits */
#define ESCAPE_MAX	sizeof("\\u0000")

static const char *const class_names[] = {
	[URL_CLASS_NONE] = NULL,
	[URL_CLASS_HEADER] = "header",
	[URL_CLASS_BODY] = "body",
};

/*
 * JSON as text, without a tree of it: a ticket is a few kB of base64, and of
 * that a tree makes three copies more. Without memory the writer goes on and
 * the text is not used.
 */
struct writer {
	kstring_t	 text;
	bool		 failed;
};

static void
put_bytes(struct writer *w, const char *text, size_t bytes)
{
	if (!w->failed && kputsn(text, bytes, &w->text) == EOF)
		w->failed = true;
}

static void
put(struct writer *w, const char *text)
{
	put_bytes(w, text, strlen(text));
}

/* What stands for a byte within a JSON string; NULL: itself. */
static const char *
escape(unsigned char c, char escaped[ESCAPE_MAX])
{
	static const char bytes[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	const char *at;

	if (c >= 0x20 && c != '"' && c != '\\')
		return NULL;
	if (c != '\0' && (at = strchr(bytes, c)) != NULL)
		snprintf(escaped, ESCAPE_MAX, "\\%c", letters[at - bytes]);
	else
		snprintf(escaped, ESCAPE_MAX, "\\u%04x", c);
	return escaped;
}

/* A string of valid UTF-8 of any content. */
static void
put_string(struct writer *w, const char *text, size_t bytes)
{
	char escaped[ESCAPE_MAX];
	const char *instead;
	size_t i, from = 0;

	put(w, "\"");
	for (i = 0; i < bytes; i++) {
		instead = escape((unsigned char)text[i], escaped);
		if (instead == NULL)
			continue;
		put_bytes(w, text + from, i - from);
		put(w, instead);
		from = i + 1;
	}
	put_bytes(w, text + from, bytes - from);
	put(w, "\"");
}

/*
 * Client need 6: this spelling exactly. What is inline is for whoever reads
 * the ticket, no secret, so libsodium's base64 in constant time, several
 * times slower, is not needed.
 */
static void
put_inline(struct writer *w, const struct ticket_url *url)
{
	size_t length = BASE64_LENGTH(url->bytes);

	put(w, "\"" DATA_PREFIX);
	if (w->failed || ks_resize(&w->text, w->text.l + length + 1) == -1) {
		w->failed = true;
		return;
	}
	base64_encode(w->text.s + w->text.l, url->data, url->bytes);
	w->text.l += length;
	w->text.s[w->text.l] = '\0';
	put(w, "\"");
}

static void
put_headers(struct writer *w, const struct ticket_url *url)
{
	const char *authorization = url->authorization;
	char range[2 * INTEGER_MAX + sizeof("\"Range\":\"bytes=-\"")];

	put(w, "{");
	if (url->end > 0) {
		snprintf(range, sizeof(range), "\"Range\":\"bytes=%" PRIu64
		    "-%" PRIu64 "\"", url->start, url->end - 1);
		put(w, range);
	}
	if (authorization != NULL) {
		put(w, url->end > 0 ? "," : "");
		put(w, "\"Authorization\":");
		put_string(w, authorization, strlen(authorization));
	}
	put(w, "}");
}

/* Client need 2: headers on every http URL, be there a range or not. */
static void
put_url(struct writer *w, const struct ticket_url *url)
{
	const char *class = class_names[url->class];

	put(w, "{\"url\":");
	if (url->url == NULL)
		put_inline(w, url);
	else {
		put_string(w, url->url, strlen(url->url));
		put(w, ",\"headers\":");
		put_headers(w, url);
	}
	if (class != NULL) {
		put(w, ",\"class\":");
		put_string(w, class, strlen(class));
	}
	put(w, "}");
}

static void
put_ticket(struct writer *w, enum format format,
    const struct ticket_url *urls, size_t n)
{
	size_t i;

	put(w, "{\"htsget\":{\"format\":\"");
	put(w, format_name(format));
	put(w, "\",\"urls\":[");
	for (i = 0; i < n; i++) {
		put(w, i > 0 ? "," : "");
		put_url(w, &urls[i]);
	}
	put(w, "]}}");
}

/* The text, which the caller frees; NULL: no memory. */
static char *
writer_end(struct writer *w, size_t *bytes)
{
	*bytes = w->failed ? 0 : w->text.l;
	if (w->failed)
		ks_free(&w->text);
	return ks_release(&w->text);
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

/*
 * Refuses what no plan gives, before a byte of it is copied; *total: of all
 * URLs.
 */
static int
check_urls(const struct ticket_url *urls, size_t n, size_t *total,
    struct fault *fault)
{
	size_t i, bytes;

	*total = 0;
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
		if ((*total += bytes) > TICKET_MAX)
			return fault_set(fault, FAULT_INTERNAL,
			    "the ticket is over %d bytes", TICKET_MAX);
	}
	return 0;
}

int
ticket_write(enum format format, const struct ticket_url *urls, size_t n,
    char **text, size_t *bytes, struct fault *fault)
{
	struct writer w = { .text = KS_INITIALIZE };
	size_t total;

	*text = NULL;
	*bytes = 0;
	if (n == 0 || n > URLS_MAX || *format_name(format) == '\0')
		return fault_detail(fault, FAULT_INTERNAL,
		    "the ticket cannot be written",
		    "%zu URLs of format \"%s\"", n, format_name(format));
	if (check_urls(urls, n, &total, fault) < 0)
		return -1;
	w.failed = ks_resize(&w.text, total + (n + 1) * URL_ROOM) == -1;
	put_ticket(&w, format, urls, n);
	*text = writer_end(&w, bytes);
	return *text != NULL ? 0 : fault_nomem(fault);
}

/* The text with U+FFFD for each byte that is not UTF-8. */
static void
put_safe(struct writer *w, const char *text)
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
	put_string(w, safe, used);
}

char *
ticket_error(const struct fault *fault)
{
	struct writer w = { .text = KS_INITIALIZE };
	size_t bytes;

	put(&w, "{\"htsget\":{\"error\":\"");
	put(&w, fault_word(fault->kind));
	put(&w, "\",\"message\":");
	put_safe(&w, fault->message);
	put(&w, "}}");
	return writer_end(&w, &bytes);
}
