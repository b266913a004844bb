/* keys: how each value is read, and the table of all keys. */
#include "conf/keys.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "conf/values.h"

#define KiB	((uint64_t)1 << 10)
#define MiB	((uint64_t)1 << 20)
#define GiB	((uint64_t)1 << 30)
#define TiB	((uint64_t)1 << 40)

static const char *
read_bytes(const struct key *key, const char *s, void *at)
{
	return value_bytes(s, key->least, key->most, at);
}

static const char *
read_count(const struct key *key, const char *s, void *at)
{
	return value_count(s, key->least, key->most, at);
}

static const char *
read_text(const struct key *key, const char *s, void *at)
{
	(void)key;
	return value_text(s, at);
}

static const char *
read_url(const struct key *key, const char *s, void *at)
{
	(void)key;
	return value_url(s, at);
}

static const char *
read_link(const struct key *key, const char *s, void *at)
{
	(void)key;
	return value_link(s, at);
}

static const char *
read_folder(const struct key *key, const char *s, void *at)
{
	(void)key;
	return value_path(s, at);
}

static const char *
read_file(const struct key *key, const char *s, void *at)
{
	size_t n = strlen(s);

	(void)key;
	if (n > 0 && s[n - 1] == '/')
		return "the absolute path of a file, without a slash at its "
		    "end";
	return value_path(s, at);
}

static const char *
read_prefix(const struct key *key, const char *s, void *at)
{
	(void)key;
	if (*s != '\0')
		return value_id(s, at);
	return (*(char **)at = strdup("")) == NULL ? value_nomem : NULL;
}

static const char *
read_id(const struct key *key, const char *s, void *at)
{
	size_t n = strlen(s);

	(void)key;
	if (strcmp(s, "service-info") == 0)
		return "free: service-info is a word of the protocol";
	if (n > 0 && s[n - 1] == '/')
		return "an id: it must not end in a slash";
	return value_id(s, at);
}

static const char *
read_level(const struct key *key, const char *s, void *at)
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

static const char *
read_missing_eof(const struct key *key, const char *s, void *at)
{
	bool serve = strcmp(s, "serve") == 0;

	(void)key;
	if (!serve && strcmp(s, "refuse") != 0)
		return "refuse or serve";
	*(enum missing_eof *)at = serve ? MISSING_EOF_SERVE :
	    MISSING_EOF_REFUSE;
	return NULL;
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

static const char *
read_follow(const struct key *key, const char *s, void *at)
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

static const char *
read_data_file(const struct key *key, const char *s, void *at)
{
	const char *slash = strrchr(s, '/'), *why;

	if (slash == NULL || format_stem(slash + 1, key->format) == 0)
		return file_wanted[key->format];
	why = value_path(s, at);
	return why == NULL || why == value_nomem ? why :
	    file_wanted[key->format];
}

#define SERVER(key, reader, text) {					\
	.section = "server", .name = #key, .read = reader,		\
	.offset = offsetof(struct settings, server.key),		\
	.string = true, .help = text }
#define NUMBER(in, key, member, reader, low, standard, high, text) {	\
	.section = in, .name = key, .read = reader,			\
	.offset = offsetof(struct settings, member), .least = low,	\
	.most = high, .normal = standard, .help = text }
#define LIMIT(key, low, standard, high, text)				\
	NUMBER("limits", #key, limits.key, read_bytes, low, standard,	\
	    high, text)
#define DATA(key, reader, text)						\
	.section = "data", .name = #key, .read = reader,		\
	.offset = offsetof(struct data, key), .help = text
#define DATA_FILE(key, what) {						\
	.section = "data", .name = key, .read = read_data_file,		\
	.offset = offsetof(struct data, file[what]), .string = true,	\
	.format = what, .help = "a file" }

const struct key key_table[] = {
	SERVER(base_url, read_url, "where clients find this server"),
	SERVER(id, read_text, "service-info"),
	SERVER(name, read_text, "service-info"),
	SERVER(description, read_text, "service-info"),
	SERVER(organization, read_text, "service-info"),
	SERVER(organization_url, read_link, "service-info"),
	SERVER(contact_url, read_link, "service-info"),
	SERVER(documentation_url, read_link, "service-info"),
	SERVER(environment, read_text, "service-info"),

	LIMIT(url_bytes, 64 * KiB, GiB, TiB, "longest range in one URL"),
	LIMIT(inline_answer, 0, 64 * KiB, 64 * MiB,
	    "a whole answer up to this is inline"),
	LIMIT(inline_floor, 0, 32 * KiB, 64 * MiB,
	    "shorter ranges are inline"),
	LIMIT(inline_header, 0, 4 * MiB, 64 * MiB,
	    "longest header given inline"),
	LIMIT(inline_body, 0, 768 * KiB, 64 * MiB,
	    "inline bytes of a ticket's body"),
	LIMIT(header, 64 * KiB, 256 * MiB, 2 * GiB,
	    "longest header read, inflated"),
	LIMIT(record, 64 * KiB, 256 * MiB, 2 * GiB,
	    "longest record read, inflated"),
	LIMIT(index, 64 * KiB, GiB, 16 * GiB, "largest index file read"),
	NUMBER("limits", "head_scan", limits.head_scan, read_count, 1, 4096,
	    1048576, "BGZF blocks of a head scan"),
	LIMIT(query, 256, 16 * KiB, MiB, "longest query string"),

	NUMBER("cache", "memory", cache_memory, read_bytes, 0, 256 * MiB,
	    TiB, "what headers and indexes may hold"),

	{ .section = "log", .name = "file", .read = read_file,
	    .offset = offsetof(struct settings, log_file), .string = true,
	    .help = "where to log" },
	{ .section = "log", .name = "level", .read = read_level,
	    .offset = offsetof(struct settings, log_level),
	    .help = "how much to log" },

	{ DATA(path, read_folder, "a directory"), .string = true },
	{ DATA(prefix, read_prefix, "what ids begin with"), .string = true,
	    .empty = true, .path_only = true, .misplaced = "it goes with "
	    "`path` only; the id of files is `id`" },
	{ DATA(url, read_url, "where the web server serves `path`"),
	    .string = true, .path_only = true, .misplaced = "it goes with "
	    "`path` only; give the directory above the files a section of "
	    "its own with `path` and `url`, and they are served by that" },
	{ DATA(follow, read_follow, "where links may end"), .shared = true,
	    .path_only = true, .misplaced = "it goes with `path` only; links "
	    "among files that are named are followed anyway" },
	{ DATA(index, read_folder, "where indexes are"), .string = true,
	    .shared = true },
	{ DATA(reference, read_file, "a FASTA file"), .string = true,
	    .shared = true },
	{ DATA(missing_eof, read_missing_eof,
	    "what a file without the EOF marker gets"), .shared = true },
	{ DATA(id, read_id, "the id of the files"), .string = true,
	    .misplaced = "it goes with files only; the ids of a directory "
	    "are `prefix` and the names below `path`" },
	DATA_FILE("bam", FORMAT_BAM),
	DATA_FILE("cram", FORMAT_CRAM),
	DATA_FILE("vcf", FORMAT_VCF),
	DATA_FILE("bcf", FORMAT_BCF),
};

_Static_assert(sizeof(key_table) / sizeof(key_table[0]) == KEY_COUNT,
    "KEY_COUNT of keys.h");

const struct key *
key_find(const char *section, const char *name)
{
	size_t i;

	for (i = 0; i < KEY_COUNT; i++)
		if (strcmp(key_table[i].name, name) == 0 &&
		    strcmp(key_table[i].section, section) == 0)
			return &key_table[i];
	return NULL;
}

bool
key_section(const char *section)
{
	size_t i;

	for (i = 0; i < KEY_COUNT; i++)
		if (strcmp(key_table[i].section, section) == 0)
			return true;
	return false;
}

static void
clear_strings(void *base, bool of_data)
{
	const struct key *key;

	for (key = key_table; key < key_table + KEY_COUNT; key++)
		if (key->string && (strcmp(key->section, "data") == 0) ==
		    of_data)
			free(*(char **)((char *)base + key->offset));
}

void
key_clear_data(struct data *d)
{
	size_t i;

	for (i = 0; i < d->nfollow; i++)
		free(d->follow[i]);
	free(d->follow);
	clear_strings(d, true);
}

void
key_clear_settings(struct settings *s)
{
	clear_strings(s, false);
}
