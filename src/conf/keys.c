/* keys: the table of all keys. */
#include "conf/keys.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "conf/readers.h"

#define KiB	((uint64_t)1 << 10)
#define MiB	((uint64_t)1 << 20)
#define GiB	((uint64_t)1 << 30)
#define TiB	((uint64_t)1 << 40)
#define HOUR	((uint64_t)3600)
#define DAY	(24 * HOUR)

#define SERVER(key, reader, text) {					\
	.section = "server", .name = #key, .read = reader,		\
	.offset = offsetof(struct settings, server.key),		\
	.string = true, .help = text }
#define NUMBER(in, key, member, reader, low, standard, high, text) {	\
	.section = in, .name = key, .read = reader,			\
	.offset = offsetof(struct settings, member), .least = low,	\
	.most = high, .normal = standard, .help = text }
#define ACCESS(key, reader, text)					\
	.section = "access", .name = #key, .read = reader,		\
	.offset = offsetof(struct settings, access.key), .help = text
#define LIMIT(key, low, standard, high, text)				\
	NUMBER("limits", #key, limits.key, reader_bytes, low, standard,	\
	    high, text)
#define DATA(key, reader, text)						\
	.section = "data", .name = #key, .read = reader,		\
	.offset = offsetof(struct data, key), .help = text
#define DATA_FILE(key, what) {						\
	.section = "data", .name = key, .read = reader_data_file,	\
	.offset = offsetof(struct data, file[what]), .string = true,	\
	.format = what, .help = "a file" }

const struct key key_table[] = {
	SERVER(base_url, reader_url, "where clients find this server"),
	SERVER(id, reader_text, "service-info"),
	SERVER(name, reader_text, "service-info"),
	SERVER(description, reader_text, "service-info"),
	SERVER(organization, reader_text, "service-info"),
	SERVER(organization_url, reader_link, "service-info"),
	SERVER(contact_url, reader_link, "service-info"),
	SERVER(documentation_url, reader_link, "service-info"),
	SERVER(environment, reader_text, "service-info"),
	SERVER(created_at, reader_time, "service-info"),
	SERVER(updated_at, reader_time, "service-info"),
	{ .section = "server", .name = "inline", .read = reader_word,
	    .offset = offsetof(struct settings, server.inlining),
	    .words = &words_inlining,
	    .help = "which tickets hold bytes themselves" },
	{ .section = "server", .name = "strict", .read = reader_bool,
	    .offset = offsetof(struct settings, server.strict),
	    .help = "whether class=header stands alone" },
	{ .section = "server", .name = "encryption_scheme",
	    .read = reader_encryption,
	    .offset = offsetof(struct settings, server.refuse_encryption),
	    .help = "what a request for encrypted data gets" },

	LIMIT(url_bytes, 64 * KiB, GiB, TiB, "longest range in one URL"),
	LIMIT(inline_answer, 0, 64 * KiB, 64 * MiB,
	    "a whole answer up to this is inline"),
	LIMIT(inline_floor, 0, 32 * KiB, 4 * MiB,
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
	NUMBER("limits", "head_scan", limits.head_scan, reader_count, 1, 4096,
	    1048576, "BGZF blocks of a head scan"),
	LIMIT(query, 256, 16 * KiB, MiB, "longest query string"),
	LIMIT(body, 256, MiB, 64 * MiB, "longest body of a POST"),
	NUMBER("limits", "regions", limits.regions, reader_count, 1, 10000,
	    1000000, "regions of a POST"),
	NUMBER("limits", "blocks", limits.blocks, reader_count, 1000, 131072,
	    1 << 30, "BGZF blocks inflated for one ticket"),

	NUMBER("cache", "memory", cache_memory, reader_bytes, 0, 256 * MiB,
	    TiB, "what headers and indexes may hold"),

	{ .section = "cors", .name = "origins", .read = reader_origins,
	    .offset = offsetof(struct settings, cors),
	    .help = "web sites that may read answers" },

	{ ACCESS(secret, reader_file, "a file of keys for signatures"),
	    .string = true },
	NUMBER("access", "expires", access.expires, reader_seconds, 60,
	    12 * HOUR, 30 * DAY, "how long a signed URL is good"),
	NUMBER("access", "slack", access.slack, reader_seconds, 0, 60, HOUR,
	    "how much clocks may differ"),
	{ ACCESS(sendfile, reader_word,
	    "whether the web server gives guarded files"),
	    .words = &words_sendfile },
	{ .section = "access", .name = "sendfile_location",
	    .read = reader_location, .string = true,
	    .offset = offsetof(struct settings, access.location),
	    .help = "nginx: where its internal files are" },
	{ ACCESS(bind_user, reader_bool,
	    "whether signed URLs are for their user alone") },
	{ ACCESS(challenge, reader_challenge, "WWW-Authenticate"),
	    .string = true },
	{ ACCESS(groups, reader_file, "a file of groups"), .string = true },
	{ ACCESS(grants, reader_file, "a table of granted regions"),
	    .string = true },

	{ .section = "audit", .name = "file", .read = reader_file,
	    .offset = offsetof(struct settings, audit.file), .string = true,
	    .help = "where decisions are recorded" },
	{ .section = "audit", .name = "address", .read = reader_word,
	    .offset = offsetof(struct settings, audit.address),
	    .words = &words_address,
	    .help = "how much of a client's address is recorded" },

	{ .section = "log", .name = "file", .read = reader_file,
	    .offset = offsetof(struct settings, log_file), .string = true,
	    .help = "where to log" },
	{ .section = "log", .name = "level", .read = reader_level,
	    .offset = offsetof(struct settings, log_level),
	    .help = "how much to log" },

	{ DATA(path, reader_folder, "a directory"), .string = true },
	{ DATA(manifest, reader_file, "a table of ids"), .string = true },
	{ DATA(prefix, reader_prefix, "what ids begin with"), .string = true,
	    .empty = true, .kinds = WITH_PATH | WITH_MANIFEST, .misplaced =
	    "it goes with `path` or `manifest` only; the id of files is "
	    "`id`" },
	{ DATA(url, reader_url, "where the web server serves `path`"),
	    .string = true, .kinds = WITH_PATH, .misplaced = "it goes with "
	    "`path` only; give the directory above the files a section of "
	    "its own with `path` and `url`, and they are served by that" },
	{ DATA(follow, reader_follow, "where links may end"), .shared = true,
	    .kinds = WITH_PATH, .misplaced = "it goes with `path` only; links "
	    "among files that are named are followed anyway" },
	{ DATA(index, reader_folder, "where indexes are"), .string = true,
	    .shared = true },
	{ DATA(reference, reader_file, "a FASTA file"), .string = true,
	    .shared = true },
	{ DATA(missing_eof, reader_word,
	    "what a file without the EOF marker gets"),
	    .words = &words_missing_eof, .shared = true },
	{ DATA(allow, reader_allow, "who may read"), .shared = true,
	    .empty = true },
	{ DATA(hide, reader_bool, "whether others see that it is there"),
	    .shared = true },
	{ DATA(forward_authorization, reader_bool,
	    "whether the web server guards `url` by the same login"),
	    .shared = true },
	{ .section = "data", .name = "offline", .read = reader_offline,
	    .offset = offsetof(struct data, offline_refused),
	    .help = "what becomes of files that are on tape", .shared = true },
	{ DATA(id, reader_id, "the id of the files"), .string = true,
	    .kinds = WITH_FILES, .misplaced = "it goes with files only; the "
	    "ids of a directory are `prefix` and the names below `path`, "
	    "those of a table stand in it" },
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
	who_clear_list(&d->allow);
	clear_strings(d, true);
}

void
key_clear_settings(struct settings *s)
{
	size_t i;

	for (i = 0; i < s->cors.n; i++)
		free(s->cors.origins[i]);
	free(s->cors.origins);
	clear_strings(s, false);
}
