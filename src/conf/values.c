/* values: strict readers of one value; the whole text or nothing. */
#include "conf/values.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/uri.h"
#include "base/utf8.h"

const char value_nomem[] = "within the memory there is";

/* What a good value is, where that depends on limits. */
static char wanted[128];

static const char letters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char digits[] = "0123456789";

/* How many decimal digits make the number in front, 0 if there is none. */
static size_t
read_number(const char *s, uint64_t *number)
{
	size_t i, n = strspn(s, digits);
	uint64_t value = 0;

	/* 010 is 8 to some readers and 10 to others: refuse it */
	if (n == 0 || (n > 1 && s[0] == '0'))
		return 0;
	for (i = 0; i < n; i++)
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, s[i] - '0', &value))
			return 0;
	*number = value;
	return n;
}

const char *
value_count(const char *s, uint64_t least, uint64_t most, uint64_t *value)
{
	uint64_t number;
	size_t n = read_number(s, &number);

	if (n > 0 && s[n] == '\0' && number >= least && number <= most) {
		*value = number;
		return NULL;
	}
	snprintf(wanted, sizeof(wanted), "a number from %" PRIu64 " to %"
	    PRIu64, least, most);
	return wanted;
}

/* The shortest spelling of a number of bytes. */
static const char *
spell_bytes(uint64_t bytes, char *text, size_t size)
{
	const char *unit = "\0KMGT";

	while (bytes > 0 && bytes % 1024 == 0 && *unit != 'T') {
		bytes /= 1024;
		unit++;
	}
	snprintf(text, size, "%" PRIu64 "%.1s", bytes, unit);
	return text;
}

/* The number of bits of a unit's letter, -1 if it is none. */
static int
unit_shift(const char *s)
{
	static const char units[] = "KMGT";
	const char *unit;

	if (*s == '\0')
		return 0;
	if (s[1] != '\0' || (unit = strchr(units, *s)) == NULL)
		return -1;
	return 10 * (int)(unit - units + 1);
}

const char *
value_bytes(const char *s, uint64_t least, uint64_t most, uint64_t *value)
{
	char low[32], high[32];
	uint64_t number;
	size_t n = read_number(s, &number);
	int shift = n > 0 ? unit_shift(s + n) : -1;

	if (shift >= 0 && number <= UINT64_MAX >> shift) {
		number <<= shift;
		if (number >= least && number <= most) {
			*value = number;
			return NULL;
		}
	}
	snprintf(wanted, sizeof(wanted),
	    "a size from %s to %s (digits, then K, M, G, T or nothing)",
	    spell_bytes(least, low, sizeof(low)),
	    spell_bytes(most, high, sizeof(high)));
	return wanted;
}

/* Seconds in a unit's letter, 0 if it is none. */
static uint64_t
unit_seconds(const char *s)
{
	static const struct { char letter; uint64_t seconds; } units[] = {
		{ '\0', 1 }, { 's', 1 }, { 'm', 60 }, { 'h', 3600 },
		{ 'd', 86400 },
	};
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (*s == units[i].letter && (*s == '\0' || s[1] == '\0'))
			return units[i].seconds;
	return 0;
}

const char *
value_seconds(const char *s, uint64_t least, uint64_t most, uint64_t *value)
{
	uint64_t number, seconds;
	size_t n = read_number(s, &number);
	uint64_t unit = n > 0 ? unit_seconds(s + n) : 0;

	if (unit > 0 && !__builtin_mul_overflow(number, unit, &seconds) &&
	    seconds >= least && seconds <= most) {
		*value = seconds;
		return NULL;
	}
	snprintf(wanted, sizeof(wanted), "a time from %" PRIu64 " to %" PRIu64
	    " seconds (digits, then s, m, h, d or nothing)", least, most);
	return wanted;
}

static const char *
store(const char *s, size_t bytes, char **value)
{
	char *copy = strndup(s, bytes);

	if (copy == NULL)
		return value_nomem;
	*value = copy;
	return NULL;
}

/* Valid UTF-8 without control bytes. */
static bool
is_plain(const char *s)
{
	const char *p;

	for (p = s; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return false;
	return utf8_valid(s, (size_t)(p - s));
}

/* No `.`, `..` or empty segment, but for an empty one at the very end. */
static bool
is_clean(const char *s)
{
	size_t n;

	for (;;) {
		n = strcspn(s, "/");
		if (n == 0 || (n == 1 && s[0] == '.') ||
		    (n == 2 && s[0] == '.' && s[1] == '.'))
			return false;
		if (s[n] == '\0' || s[n + 1] == '\0')
			return true;
		s += n + 1;
	}
}

/* Length without one slash at the end. */
static size_t
length_cut(const char *s)
{
	size_t n = strlen(s);

	return n > 0 && s[n - 1] == '/' ? n - 1 : n;
}

const char *
value_text(const char *s, char **value)
{
	if (*s == '\0' || !is_plain(s))
		return "a text in UTF-8, not empty, without control bytes";
	return store(s, strlen(s), value);
}

const char *
value_path(const char *s, char **value)
{
	if (*s != '/' || !is_plain(s) || !is_clean(s + 1))
		return "an absolute path without `.`, `..` and empty "
		    "segments, not `/` itself";
	return store(s, length_cut(s), value);
}

const char *
value_id(const char *s, char **value)
{
	if (!is_plain(s) || !is_clean(s))
		return "an id: UTF-8 without control bytes, not empty, "
		    "without `.`, `..` and empty segments";
	return store(s, strlen(s), value);
}

/* Only bytes that may stand in a URL, percent-escapes whole (RFC 3986). */
static bool
is_encoded(const char *s)
{
	static const char others[] = "-._~:/?#[]@!$&'()*+,;=";
	static const char hex[] = "0123456789abcdefABCDEF";

	for (; *s != '\0'; s++) {
		if (*s == '%') {
			if (strspn(s + 1, hex) < 2)
				return false;
		} else if (strchr(letters, *s) == NULL &&
		    strchr(digits, *s) == NULL && strchr(others, *s) == NULL)
			return false;
	}
	return true;
}

/* What stands behind http:// or https://, or NULL. */
static const char *
after_scheme(const char *s)
{
	if (strncmp(s, "http://", 7) == 0)
		return s + 7;
	return strncmp(s, "https://", 8) == 0 ? s + 8 : NULL;
}

const char *
value_url(const char *s, char **value)
{
	static const char good[] = "a URL (http:// or https://, a host, "
	    "percent-encoded path; no user, query, fragment, `.`, `..` or "
	    "empty segment)";
	const char *host = after_scheme(s), *path;
	size_t n = host != NULL ? uri_authority(host, NULL) : 0;

	if (n == 0)
		return good;
	path = host + n;
	if (*path != '\0' && *path != '/')
		return good;
	if (path[0] == '/' && path[1] != '\0' && !is_clean(path + 1))
		return good;
	if (!is_encoded(path) || strpbrk(path, "?#[]") != NULL)
		return good;
	return store(s, length_cut(s), value);
}

const char *
value_link(const char *s, char **value)
{
	static const char good[] =
	    "a link (http://, https:// or mailto:, percent-encoded)";
	const char *host = after_scheme(s);
	size_t n = host != NULL ? uri_authority(host, NULL) : 0;

	if (host == NULL && (strncmp(s, "mailto:", 7) != 0 ||
	    strchr(s + 7, '@') == NULL))
		return good;
	if (host != NULL && (n == 0 || strchr("/?#", host[n]) == NULL))
		return good;
	if (!is_encoded(s))
		return good;
	return store(s, strlen(s), value);
}

/* `0`: a digit; anything else stands for itself. */
static bool
has_form(const char *s, const char *form, size_t bytes)
{
	size_t i;

	for (i = 0; i < bytes; i++)
		if (form[i] == '0' ? s[i] < '0' || s[i] > '9' :
		    s[i] != form[i])
			return false;
	return true;
}

static bool
two_digits_most(const char *s, int least, int most)
{
	int number = (s[0] - '0') * 10 + s[1] - '0';

	return number >= least && number <= most;
}

/* "Z", "+01:00" */
static bool
is_offset(const char *s)
{
	if (strcmp(s, "Z") == 0)
		return true;
	return (*s == '+' || *s == '-') && strlen(s) == 6 &&
	    has_form(s + 1, "00:00", 5) && two_digits_most(s + 1, 0, 23) &&
	    two_digits_most(s + 4, 0, 59);
}

const char *
value_time(const char *s, char **value)
{
	static const char good[] = "a time such as 2026-11-25T18:30:00Z";
	static const char form[] = "0000-00-00T00:00:00";
	const char *rest = s + sizeof(form) - 1;

	if (strnlen(s, sizeof(form)) < sizeof(form) ||
	    !has_form(s, form, sizeof(form) - 1) ||
	    !two_digits_most(s + 5, 1, 12) || !two_digits_most(s + 8, 1, 31) ||
	    !two_digits_most(s + 11, 0, 23) ||
	    !two_digits_most(s + 14, 0, 59) || !two_digits_most(s + 17, 0, 60))
		return good;
	if (rest[0] == '.' && strspn(rest + 1, digits) > 0)
		rest += 1 + strspn(rest + 1, digits);
	return is_offset(rest) ? store(s, strlen(s), value) : good;
}

/* What browsers leave out, and so never send. */
static bool
is_default_port(const char *origin)
{
	const char *port = strrchr(origin, ':');

	return strcmp(port, strncmp(origin, "https", 5) == 0 ? ":443" :
	    ":80") == 0;
}

const char *
value_origin(const char *s, size_t bytes, char **value)
{
	static const char good[] = "a site: http:// or https:// and a host";
	char *copy = strndup(s, bytes);
	const char *host;
	size_t n;

	if (copy == NULL)
		return value_nomem;
	host = after_scheme(copy);
	n = host != NULL ? uri_authority(host, NULL) : 0;
	if (n == 0 || host[n] != '\0' || is_default_port(copy) ||
	    strpbrk(copy, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL) {
		free(copy);
		return good;
	}
	*value = copy;
	return NULL;
}
