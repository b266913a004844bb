/* readers: how the value of each key is read into its member. */
#include "conf/readers.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "conf/values.h"

const char *
reader_bytes(const struct key *key, const char *s, void *at)
{
	return value_bytes(s, key->least, key->most, at);
}

const char *
reader_count(const struct key *key, const char *s, void *at)
{
	return value_count(s, key->least, key->most, at);
}

const char *
reader_text(const struct key *key, const char *s, void *at)
{
	(void)key;
	return value_text(s, at);
}

const char *
reader_url(const struct key *key, const char *s, void *at)
{
	(void)key;
	return value_url(s, at);
}

const char *
reader_link(const struct key *key, const char *s, void *at)
{
	(void)key;
	return value_link(s, at);
}

const char *
reader_folder(const struct key *key, const char *s, void *at)
{
	(void)key;
	return value_path(s, at);
}

const char *
reader_file(const struct key *key, const char *s, void *at)
{
	size_t n = strlen(s);

	(void)key;
	if (n > 0 && s[n - 1] == '/')
		return "the absolute path of a file, without a slash at its "
		    "end";
	return value_path(s, at);
}

const char *
reader_prefix(const struct key *key, const char *s, void *at)
{
	(void)key;
	if (*s != '\0')
		return value_id(s, at);
	return (*(char **)at = strdup("")) == NULL ? value_nomem : NULL;
}

const char *
reader_id(const struct key *key, const char *s, void *at)
{
	size_t n = strlen(s);

	(void)key;
	if (strcmp(s, "service-info") == 0)
		return "free: service-info is a word of the protocol";
	if (n > 0 && s[n - 1] == '/')
		return "an id: it must not end in a slash";
	return value_id(s, at);
}

const char *
reader_level(const struct key *key, const char *s, void *at)
{
	enum log_level level;

	(void)key;
	for (level = 0; level < LOG_LEVEL_COUNT; level++)
		if (strcmp(s, log_level_name(level)) == 0) {
			*(enum log_level *)at = level;
			return NULL;
		}
	return "error, warning, info or debug";
}

#define WORDS(name, text, ...)						\
	static const char *const name[] = { __VA_ARGS__ };		\
	const struct words words_##name = {				\
		name, sizeof(name) / sizeof(name[0]), text }

WORDS(missing_eof, "refuse or serve",
    [MISSING_EOF_REFUSE] = "refuse", [MISSING_EOF_SERVE] = "serve");
WORDS(inlining, "reads, always or never",
    [INLINE_READS] = "reads", [INLINE_ALWAYS] = "always",
    [INLINE_NEVER] = "never");
WORDS(sendfile, "none, lighttpd, apache or nginx",
    [SENDFILE_NONE] = "none", [SENDFILE_LIGHTTPD] = "lighttpd",
    [SENDFILE_APACHE] = "apache", [SENDFILE_NGINX] = "nginx");
WORDS(address, "full, net or none",
    [AUDIT_FULL] = "full", [AUDIT_NET] = "net", [AUDIT_NONE] = "none");

/* Each of their members is an enum; all are written as one type. */
_Static_assert(sizeof(enum missing_eof) == sizeof(unsigned) &&
    sizeof(enum inlining) == sizeof(unsigned) &&
    sizeof(enum sendfile) == sizeof(unsigned) &&
    sizeof(enum audit_address) == sizeof(unsigned), "a word's member");

/* Which of the words it is; n: none. */
static size_t
word_find(const char *s, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n && strcmp(s, words[i]) != 0; i++)
		continue;
	return i;
}

/* Of two words, whether it is the second one; false where it is neither. */
static bool
either(const char *s, const char *no, const char *yes, bool *second)
{
	const char *const words[] = { no, yes };
	size_t i = word_find(s, words, 2);

	if (i < 2)
		*second = i == 1;
	return i < 2;
}

const char *
reader_word(const struct key *key, const char *s, void *at)
{
	const struct words *words = key->words;
	const unsigned i = (unsigned)word_find(s, words->v, words->n);

	if (i == words->n)
		return words->wanted;
	memcpy(at, &i, sizeof(i));
	return NULL;
}

const char *
reader_time(const struct key *key, const char *s, void *at)
{
	(void)key;
	return value_time(s, at);
}

const char *
reader_bool(const struct key *key, const char *s, void *at)
{
	(void)key;
	return either(s, "no", "yes", at) ? NULL : "yes or no";
}

const char *
reader_encryption(const struct key *key, const char *s, void *at)
{
	(void)key;
	return either(s, "ignore", "refuse", at) ? NULL : "ignore or refuse";
}

const char *
reader_seconds(const struct key *key, const char *s, void *at)
{
	return value_seconds(s, key->least, key->most, at);
}

/* Of characters that no server decodes or ends a line at. */
const char *
reader_location(const struct key *key, const char *s, void *at)
{
	(void)key;
	if (strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789/-_.") != strlen(s) || value_path(s, at) != NULL)
		return "the path of a location, as /htsgate-sendfile, of "
		    "letters, digits, `/`, `-`, `_` and `.`";
	return NULL;
}

#define CHALLENGE_MAX	512	/* bytes; it is a header's value */

/* The scheme first; a client's browser shows the realm of Basic. */
const char *
reader_challenge(const struct key *key, const char *s, void *at)
{
	static const char scheme[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	size_t n = strspn(s, scheme), i;

	(void)key;
	for (i = 0; s[i] != '\0'; i++)
		if (s[i] < ' ' || s[i] > '~')
			n = 0;
	if (n == 0 || (s[n] != '\0' && s[n] != ' ') || i > CHALLENGE_MAX)
		return "a scheme and its parameters, as Bearer or "
		    "'Basic realm=\"genomes\"'";
	return value_text(s, at);
}

const char *
reader_offline(const struct key *key, const char *s, void *at)
{
	(void)key;
	return either(s, "read", "503", at) ? NULL : "read or 503";
}

/* Without a word nobody may, but by grants. */
const char *
reader_allow(const struct key *key, const char *s, void *at)
{
	struct data *d = (struct data *)((char *)at - key->offset);

	d->guarded = true;
	return who_read_list(s, &d->allow);
}

/* `*`, or sites separated by blanks. */
const char *
reader_origins(const struct key *key, const char *s, void *at)
{
	struct cors *list = at;
	const char *why = NULL;
	size_t n, room = 1;

	(void)key;
	if (strcmp(s, "*") == 0)
		return NULL;
	for (n = 0; s[n] != '\0'; n++)
		room += s[n] == ' ';
	if ((list->origins = calloc(room, sizeof(*list->origins))) == NULL)
		return value_nomem;
	for (; why == NULL && *s != '\0'; s += n + strspn(s + n, " ")) {
		n = strcspn(s, " ");
		why = value_origin(s, n, &list->origins[list->n]);
		list->n += why == NULL;
	}
	if (why == NULL || why == value_nomem)
		return why;
	return "`*`, or a list of http://HOST or https://HOST, each perhaps "
	    "with a port that is not 80 or 443, in lower case, separated by "
	    "blanks";
}

/* One folder of `follow`, of `bytes` bytes. */
static const char *
read_follow_item(const char *s, size_t bytes, char **item)
{
	char *one = strndup(s, bytes);
	const char *why;

	if (one == NULL)
		return value_nomem;
	why = value_path(one, item);
	free(one);
	return why;
}

const char *
reader_follow(const struct key *key, const char *s, void *at)
{
	struct data *d = (struct data *)((char *)at - key->offset);
	const char *why = NULL;
	size_t n, room = 1;

	for (n = 0; s[n] != '\0'; n++)
		room += s[n] == ':';
	if ((d->follow = calloc(room, sizeof(*d->follow))) == NULL)
		return value_nomem;
	while (why == NULL && d->nfollow < room) {
		n = strcspn(s, ":");
		why = read_follow_item(s, n, &d->follow[d->nfollow]);
		d->nfollow += why == NULL;
		s += n + 1;
	}
	if (why == NULL || why == value_nomem)
		return why;
	return "a list of folders separated by `:`, each an absolute path "
	    "without `.`, `..` and empty segments";
}

/* What to tell of a path that is no file of that format. */
static const char *const file_wanted[FORMAT_COUNT] = {
	[FORMAT_BAM] = "the absolute path of a file NAME.bam",
	[FORMAT_CRAM] = "the absolute path of a file NAME.cram",
	[FORMAT_VCF] = "the absolute path of a file NAME.vcf.gz or "
	    "NAME.vcf.bgz",
	[FORMAT_BCF] = "the absolute path of a file NAME.bcf",
};

const char *
reader_data_file(const struct key *key, const char *s, void *at)
{
	const char *slash = strrchr(s, '/'), *why;

	if (slash == NULL || format_stem(slash + 1, key->format) == 0)
		return file_wanted[key->format];
	why = value_path(s, at);
	return why == NULL || why == value_nomem ? why :
	    file_wanted[key->format];
}
