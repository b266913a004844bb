/* Tests of settings: good files, every fault by its words, the samples. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "conf/ini.h"
#include "conf/settings.h"
#include "folder.h"

#define ROWS(rows)	(sizeof(rows) / sizeof((rows)[0]))

static char file[128];

static int
make_folder(void **state)
{
	(void)state;
	folder_make("settings");
	snprintf(file, sizeof(file), "%s", at("x.ini"));
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	return folder_remove();
}

static void
write_file(const char *text)
{
	FILE *f = fopen(file, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(0, fclose(f));
}

static struct settings *
load_file(const char *path)
{
	struct fault fault = FAULT_INIT;
	struct settings *s = settings_load(path, &fault);

	if (s == NULL)
		fail_msg("refused: %s", fault.detail);
	assert_int_equal(FAULT_NONE, fault.kind);
	return s;
}

static struct settings *
load(const char *text)
{
	write_file(text);
	return load_file(file);
}

/* The text is refused with "FILE" + place + a text that holds the words. */
static void
refuses(const char *text, const char *place, const char *words)
{
	struct fault fault = FAULT_INIT;
	size_t n = strlen(file);
	struct settings *s;

	write_file(text);
	s = settings_load(file, &fault);
	if (s != NULL)
		fail_msg("accepted: %s", text);
	assert_int_equal(FAULT_INTERNAL, fault.kind);
	assert_string_equal("the server's configuration is at fault",
	    fault.message);
	assert_memory_equal(file, fault.detail, n);
	if (strncmp(fault.detail + n, place, strlen(place)) != 0 ||
	    strstr(fault.detail + n + strlen(place), words) == NULL)
		fail_msg("\"%s\" lacks \"%s\" or \"%s\"", fault.detail + n,
		    place, words);
}

static void
an_empty_file_gives_the_defaults(void **state)
{
	struct settings *s = load("");

	(void)state;
	assert_string_equal(file, s->path);
	assert_null(s->server.base_url);
	assert_null(s->server.id);
	assert_null(s->server.environment);
	assert_true(s->limits.url_bytes == 1 << 30);
	assert_true(s->limits.inline_answer == 65536);
	assert_true(s->limits.inline_floor == 32768);
	assert_true(s->limits.inline_header == 4 << 20);
	assert_true(s->limits.inline_body == 786432);
	assert_true(s->limits.header == 256 << 20);
	assert_true(s->limits.record == 256 << 20);
	assert_true(s->limits.index == 1 << 30);
	assert_true(s->limits.head_scan == 4096);
	assert_true(s->limits.query == 16384);
	assert_true(s->limits.body == 1 << 20);
	assert_true(s->limits.regions == 10000);
	assert_true(s->limits.blocks == 131072);
	assert_int_equal(INLINE_READS, s->server.inlining);
	assert_false(s->server.strict);
	assert_false(s->server.refuse_encryption);
	assert_int_equal(0, s->cors.n);
	assert_true(s->cache_memory == 256 << 20);
	assert_null(s->log_file);
	assert_int_equal(LOG_WARNING, s->log_level);
	assert_int_equal(0, s->ndata);
	assert_int_equal(0, s->ndirectories);
	assert_null(settings_find_id(s, "x"));
	settings_free(s);
}

static void
what_clients_may_ask_is_read(void **state)
{
	struct settings *s = load("[server]\ninline = never\nstrict = yes\n"
	    "encryption_scheme = refuse\ncreated_at = 2026-01-02T03:04:05Z\n"
	    "[limits]\nbody = 2M\nregions = 7\n[cors]\n"
	    "origins = https://igv.org  http://127.0.0.1:8080\n");

	(void)state;
	assert_int_equal(INLINE_NEVER, s->server.inlining);
	assert_true(s->server.strict);
	assert_true(s->server.refuse_encryption);
	assert_string_equal("2026-01-02T03:04:05Z", s->server.created_at);
	assert_true(s->limits.body == 2 << 20);
	assert_true(s->limits.regions == 7);
	assert_int_equal(2, s->cors.n);
	assert_string_equal("https://igv.org", s->cors.origins[0]);
	assert_string_equal("http://127.0.0.1:8080", s->cors.origins[1]);
	settings_free(s);
	s = load("[server]\ninline = always\nstrict = no\n"
	    "encryption_scheme = ignore\n[cors]\norigins = *\n");
	assert_int_equal(INLINE_ALWAYS, s->server.inlining);
	assert_false(s->server.strict);
	assert_int_equal(0, s->cors.n);
	settings_free(s);
}

static void
tickets_hold_bytes_where_inline_says(void **state)
{
	static const struct {
		const char	*word;
		bool		 reads, variants;
	} rows[] = {
		{ "reads", true, false }, { "always", true, true },
		{ "never", false, false },
	};
	struct limits reads, variants;
	struct settings *s;
	char text[64];
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(rows); i++) {
		snprintf(text, sizeof(text), "[server]\ninline = %s\n",
		    rows[i].word);
		s = load(text);
		reads = settings_limits(s, ENDPOINT_READS);
		variants = settings_limits(s, ENDPOINT_VARIANTS);
		assert_int_equal(rows[i].reads, reads.inline_body > 0);
		assert_int_equal(rows[i].reads, reads.inline_answer > 0);
		assert_int_equal(rows[i].reads, reads.inline_header > 0);
		assert_int_equal(rows[i].variants, variants.inline_body > 0);
		assert_int_equal(rows[i].variants,
		    variants.inline_header > 0);
		assert_true(variants.inline_floor == 32768);
		settings_free(s);
	}
}

static void
plain_sections_are_read(void **state)
{
	struct settings *s = load("[server]\n"
	    "base_url = https://g.example.org/htsget/\n"
	    "id = org.example\nname = \"a; b # c\"\ndescription = 'd \"e\"'\n"
	    "organization = Bärenhöhle & Co\n"
	    "organization_url = https://example.org/?a=b\n"
	    "contact_url = mailto:a@example.org\n"
	    "documentation_url = http://example.org/\n"
	    "environment = test ; not yet\n"
	    "[limits]\nurl_bytes = 128K\nhead_scan = 10\nindex=16G\n"
	    "[cache]\nmemory = 0\n"
	    "[log]\nfile = /var/log/a b.log\nlevel = debug\n");

	(void)state;
	assert_string_equal("https://g.example.org/htsget",
	    s->server.base_url);
	assert_string_equal("org.example", s->server.id);
	assert_string_equal("a; b # c", s->server.name);
	assert_string_equal("d \"e\"", s->server.description);
	assert_string_equal("Bärenhöhle & Co", s->server.organization);
	assert_string_equal("https://example.org/?a=b",
	    s->server.organization_url);
	assert_string_equal("mailto:a@example.org", s->server.contact_url);
	assert_string_equal("http://example.org/",
	    s->server.documentation_url);
	assert_string_equal("test", s->server.environment);
	assert_true(s->limits.url_bytes == 131072);
	assert_true(s->limits.head_scan == 10);
	assert_true(s->limits.index == (uint64_t)16 << 30);
	assert_true(s->limits.query == 16384);
	assert_true(s->cache_memory == 0);
	assert_string_equal("/var/log/a b.log", s->log_file);
	assert_int_equal(LOG_DEBUG, s->log_level);
	settings_free(s);
}

static void
a_directory_has_all_its_keys(void **state)
{
	struct settings *s = load("[data 1000G Data]\npath = /gpfs/a b/\n"
	    "prefix = 1000g/\nurl = https://g.example.org/x%20y/\n"
	    "follow = /r 1/:/r2:/r3/x\nindex = /i/\nreference = /r/hg38.fa\n"
	    "missing_eof = serve\n");
	const struct data *d = &s->data[0];

	(void)state;
	assert_int_equal(1, s->ndata);
	assert_string_equal("1000G Data", d->name);
	assert_string_equal("/gpfs/a b", d->path);
	assert_string_equal("1000g/", d->prefix);
	assert_string_equal("https://g.example.org/x%20y", d->url);
	assert_int_equal(3, d->nfollow);
	assert_string_equal("/r 1", d->follow[0]);
	assert_string_equal("/r2", d->follow[1]);
	assert_string_equal("/r3/x", d->follow[2]);
	assert_string_equal("/i", d->index);
	assert_string_equal("/r/hg38.fa", d->reference);
	assert_int_equal(MISSING_EOF_SERVE, d->missing_eof);
	assert_null(d->id);
	assert_int_equal(1, s->ndirectories);
	settings_free(s);
}

static void
a_section_of_files_serves_both_endpoints(void **state)
{
	struct settings *s = load("[data x]\nid = NA12878\nbam = /a/1.bam\n"
	    "cram = /a/2.cram\nvcf = \"/a b/3;4.vcf.bgz\"\nbcf = /a/5.bcf\n");
	const struct data *d = settings_find_id(s, "NA12878");

	(void)state;
	assert_ptr_equal(&s->data[0], d);
	assert_null(d->path);
	assert_string_equal("", d->prefix);
	assert_string_equal("/a/1.bam", d->file[FORMAT_BAM]);
	assert_string_equal("/a/2.cram", d->file[FORMAT_CRAM]);
	assert_string_equal("/a b/3;4.vcf.bgz", d->file[FORMAT_VCF]);
	assert_string_equal("/a/5.bcf", d->file[FORMAT_BCF]);
	assert_int_equal(MISSING_EOF_REFUSE, d->missing_eof);
	assert_int_equal(0, s->ndirectories);
	assert_null(settings_find_id(s, "na12878"));
	assert_null(settings_find_id(s, "x"));
	assert_null(settings_find_id(s, ""));
	settings_free(s);
}

static void
manifests_stand_in_the_order_of_the_file(void **state)
{
	struct settings *s = load("[data b]\nmanifest = /b.tsv\n"
	    "[data p]\npath = /p\n"
	    "[data a]\nmanifest = /a.tsv\nprefix = a/\nindex = /i\n"
	    "missing_eof = serve\n"
	    "[defaults]\nfollow = /f\nreference = /r.fa\n");

	(void)state;
	assert_int_equal(2, s->nmanifests);
	assert_int_equal(1, s->ndirectories);
	assert_ptr_equal(&s->data[0], &s->data[s->manifests[0]]);
	assert_ptr_equal(&s->data[2], &s->data[s->manifests[1]]);
	assert_string_equal("/b.tsv", s->data[0].manifest);
	assert_string_equal("", s->data[0].prefix);
	assert_string_equal("a/", s->data[2].prefix);
	assert_string_equal("/i", s->data[2].index);
	assert_string_equal("/r.fa", s->data[2].reference);
	assert_int_equal(MISSING_EOF_SERVE, s->data[2].missing_eof);
	assert_int_equal(0, s->data[2].nfollow);
	assert_null(s->data[2].id);
	settings_free(s);
}

static void
the_id_is_the_name_of_the_first_file(void **state)
{
	static const struct {
		const char *files, *id;
	} rows[] = {
		{ "bam = /a/NA1.final.bam\n", "NA1.final" },
		{ "cram = /a/B.cram\nbam = /a/A.bam\n", "B" },
		{ "vcf = /a/c d.vcf.gz\n", "c d" },
		{ "vcf = /a/c.vcf.bgz\n", "c" },
		{ "bcf = /a.bam/c.bam.bcf\nvcf=/a/b.vcf.gz\n", "c.bam" },
	};
	char text[128];
	struct settings *s;
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(rows); i++) {
		snprintf(text, sizeof(text), "[data x]\n%s", rows[i].files);
		s = load(text);
		assert_string_equal(rows[i].id, s->data[0].id);
		assert_non_null(settings_find_id(s, rows[i].id));
		settings_free(s);
	}
}

static void
defaults_fill_what_a_section_leaves_out(void **state)
{
	struct settings *s = load("[data a]\npath = /a\nfollow = /own\n"
	    "[data b]\nbam = /b.bam\nmissing_eof = refuse\n"
	    "[data c]\npath = /c\nprefix = c/\nreference = /c.fa\n"
	    "[Defaults]\nfollow = /f:/g\nindex = /i\nreference = /r.fa\n"
	    "missing_eof = serve\n");

	(void)state;
	assert_int_equal(1, s->data[0].nfollow);
	assert_string_equal("/own", s->data[0].follow[0]);
	assert_string_equal("/i", s->data[0].index);
	assert_string_equal("/r.fa", s->data[0].reference);
	assert_int_equal(MISSING_EOF_SERVE, s->data[0].missing_eof);
	assert_int_equal(0, s->data[1].nfollow);
	assert_string_equal("/i", s->data[1].index);
	assert_int_equal(MISSING_EOF_REFUSE, s->data[1].missing_eof);
	assert_int_equal(2, s->data[2].nfollow);
	assert_string_equal("/g", s->data[2].follow[1]);
	assert_string_equal("/c.fa", s->data[2].reference);
	settings_free(s);
}

static void
directories_are_sorted_by_their_prefixes(void **state)
{
	static const char *const order[] = {
		"a/b/c/", "a/b/", "x/y/", "a/", "",
	};
	struct settings *s = load("[data 1]\npath = /1\n"
	    "[data 2]\npath = /2\nprefix = a/b/\n"
	    "[data 3]\npath = /3\nprefix = a/\n"
	    "[data f]\nbam = /f.bam\n"
	    "[data 4]\npath = /4\nprefix = x/y/\n"
	    "[data 5]\npath = /5\nprefix = a/b/c/\n");
	size_t i;

	(void)state;
	assert_int_equal(ROWS(order), s->ndirectories);
	for (i = 0; i < ROWS(order); i++)
		assert_string_equal(order[i],
		    s->data[s->directories[i]].prefix);
	settings_free(s);
	s = load("[data 1]\npath = /1\nprefix = ''\n");
	assert_string_equal("", s->data[0].prefix);
	settings_free(s);
}

static void
many_sections_are_found_by_their_ids(void **state)
{
	FILE *f = fopen(file, "w");
	struct settings *s;
	const struct data *d;
	char id[32];
	unsigned i;

	(void)state;
	assert_non_null(f);
	for (i = 0; i < 5000; i++)
		fprintf(f, "[data s%u]\nid = I%u\nbam = /%u.bam\n", i, i, i);
	assert_int_equal(0, fclose(f));
	s = load_file(file);
	for (i = 0; i < 5000; i++) {
		snprintf(id, sizeof(id), "I%u", i);
		d = settings_find_id(s, id);
		assert_ptr_equal(&s->data[i], d);
	}
	assert_null(settings_find_id(s, "I5000"));
	settings_free(s);
}

struct refusal {
	const char *text, *place, *words;
};

static void
refuse_all(const struct refusal *rows, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		refuses(rows[i].text, rows[i].place, rows[i].words);
}

static void
unknown_names_are_told_from_unbuilt_ones(void **state)
{
	static const struct refusal rows[] = {
		{ "[sever]\n", ":1: [sever]: ",
		    "unknown section; did you mean [server]?" },
		{ "[limit]\n", ":1: [limit]: ", "did you mean [limits]?" },
		{ "[Default]\n", ":1: [Default]: ",
		    "did you mean [defaults]?" },
		{ "[dataset x]\n", ":1: [dataset x]: ",
		    "did you mean [data NAME]?" },
		{ "[frobnicate]\n", ":1: [frobnicate]: ", "unknown section" },
		{ "\n[data]\n", ":2: [data]: ", "needs a name" },
		{ "[server]\nbase_ulr = x\n", ":2: [server] base_ulr: ",
		    "unknown key; did you mean `base_url`?" },
		{ "[data x]\nreferense = /r\n", ":2: [data x] referense: ",
		    "did you mean `reference`?" },
		{ "[limits]\ninlineanswer = 1\n", ":2: [limits] inlineanswer",
		    "did you mean `inline_answer`?" },
		{ "[server]\nxyzzy = 1\n", ":2: [server] xyzzy: ",
		    "unknown key" },
		{ "[server]\nmemory = 1M\n", ":2: [server] memory: ",
		    "it belongs into [cache]" },
		{ "[server]\nreference = /r\n", ":2: [server] reference: ",
		    "it belongs into [data NAME]" },
		{ "[data x]\nlevel = info\n", ":2: [data x] level: ",
		    "it belongs into [log]" },
		{ "[defaults]\nlevel = info\n", ":2: [defaults] level: ",
		    "it belongs into [log]" },
		{ "[data x]\npath = /p\nconvert = yes\n",
		    ":3: [data x] convert: ", "is not built" },
		{ "[data x]\npath = /p\ndelivery = direct\n",
		    ":3: [data x] delivery: ", "is not built" },
		{ "[data x]\npath = /p\nexact = no\n", ":3: [data x] exact: ",
		    "is not built" },
		{ "[server]\nsecret = /s\n", ":2: [server] secret: ",
		    "it belongs into [access]" },
		{ "[acess]\n", ":1: [acess]: ", "did you mean [access]?" },
		{ "[access]\nsendfiles = none\n", ":2: [access] sendfiles: ",
		    "did you mean `sendfile`?" },
	};

	(void)state;
	refuse_all(rows, ROWS(rows));
}

static void
bad_values_are_named_with_what_is_good(void **state)
{
	static const struct refusal rows[] = {
		{ "[server]\nbase_url = g.example.org\n",
		    ":2: [server] base_url: ",
		    "\"g.example.org\" is not a URL" },
		{ "[server]\nbase_url = http://h/?a\n",
		    ":2: [server] base_url: ", "is not a URL" },
		{ "[server]\nname =\n", ":2: [server] name: ",
		    "the value is missing" },
		{ "[server]\nname = \"\"\n", ":2: [server] name: ",
		    "the value is missing" },
		{ "[server]\ncontact_url = me\n", ":2: [server] contact_url: ",
		    "is not a link" },
		{ "[access]\nsecret = s\n", ":2: [access] secret: ",
		    "absolute path" },
		{ "[access]\nexpires = 59\n", ":2: [access] expires: ",
		    "a time from 60 to 2592000 seconds" },
		{ "[access]\nexpires = 31d\n", ":2: [access] expires: ",
		    "a time from 60 to 2592000 seconds" },
		{ "[access]\nslack = 2h\n", ":2: [access] slack: ",
		    "a time from 0 to 3600 seconds" },
		{ "[access]\nsendfile = yes\n", ":2: [access] sendfile: ",
		    "is not none, lighttpd, apache or nginx" },
		{ "[access]\nsendfile_location = x\n",
		    ":2: [access] sendfile_location: ", "path of a location" },
		{ "[access]\nsendfile_location = /x%2e\n",
		    ":2: [access] sendfile_location: ", "path of a location" },
		{ "[access]\nbind_user = maybe\n", ":2: [access] bind_user: ",
		    "is not yes or no" },
		{ "[access]\nchallenge = \"=\"\n",
		    ":2: [access] challenge: ", "a scheme" },
		{ "[access]\nchallenge = Bäsic\n",
		    ":2: [access] challenge: ", "a scheme" },
		{ "[audit]\naddress = half\n", ":2: [audit] address: ",
		    "is not full, net or none" },
		{ "[data x]\npath = /p\nallow = @\n", ":3: [data x] allow: ",
		    "is not a user, @group" },
		{ "[data x]\npath = /p\nallow = claim:a\n",
		    ":3: [data x] allow: ", "claim:NAME=VALUE" },
		{ "[data x]\npath = /p\noffline = 500\n",
		    ":3: [data x] offline: ", "is not read or 503" },
		{ "[data x]\npath = /p\nhide = 1\n", ":3: [data x] hide: ",
		    "is not yes or no" },
		{ "[limits]\nurl_bytes = 63K\n", ":2: [limits] url_bytes: ",
		    "\"63K\" is not a size from 64K to 1T" },
		{ "[limits]\nurl_bytes = 2000T\n", ":2: [limits] url_bytes: ",
		    "is not a size from 64K to 1T" },
		{ "[limits]\ninline_answer = 64KB\n",
		    ":2: [limits] inline_answer: ", "a size from 0 to 64M" },
		{ "[limits]\ninline_floor = -1\n",
		    ":2: [limits] inline_floor: ", "a size from 0 to 4M" },
		{ "[limits]\ninline_header = 65M\n",
		    ":2: [limits] inline_header: ", "a size from 0 to 64M" },
		{ "[limits]\ninline_body = 1.5M\n",
		    ":2: [limits] inline_body: ", "a size from 0 to 64M" },
		{ "[limits]\nheader = 3G\n", ":2: [limits] header: ",
		    "a size from 64K to 2G" },
		{ "[limits]\nrecord = 1K\n", ":2: [limits] record: ",
		    "a size from 64K to 2G" },
		{ "[limits]\nindex = 17G\n", ":2: [limits] index: ",
		    "a size from 64K to 16G" },
		{ "[limits]\nhead_scan = 4K\n", ":2: [limits] head_scan: ",
		    "a number from 1 to 1048576" },
		{ "[limits]\nhead_scan = 0\n", ":2: [limits] head_scan: ",
		    "a number from 1 to 1048576" },
		{ "[limits]\nquery = 010K\n", ":2: [limits] query: ",
		    "a size from 256 to 1M" },
		{ "[cache]\nmemory = lots\n", ":2: [cache] memory: ",
		    "a size from 0 to 1T" },
		{ "[log]\nfile = htsgate.log\n", ":2: [log] file: ",
		    "is not an absolute path" },
		{ "[log]\nfile = /var/log/\n", ":2: [log] file: ",
		    "the absolute path of a file" },
		{ "[log]\nlevel = Warning\n", ":2: [log] level: ",
		    "\"Warning\" is not error, warning, info or debug" },
		{ "[data x]\npath = data\n", ":2: [data x] path: ",
		    "is not an absolute path" },
		{ "[data x]\npath = /\n", ":2: [data x] path: ",
		    "is not an absolute path" },
		{ "[data x]\npath = /a/../b\n", ":2: [data x] path: ",
		    "without `.`, `..`" },
		{ "[data x]\npath = /a\nprefix = /b/\n",
		    ":3: [data x] prefix: ", "is not an id" },
		{ "[data x]\npath = /a\nurl = /a\n", ":3: [data x] url: ",
		    "is not a URL" },
		{ "[data x]\npath = /a\nfollow = /b /c:d\n",
		    ":3: [data x] follow: ", "separated by `:`" },
		{ "[data x]\npath = /a\nfollow = /b:\n",
		    ":3: [data x] follow: ", "separated by `:`" },
		{ "[data x]\npath = /a\nfollow = /b::/c\n",
		    ":3: [data x] follow: ", "separated by `:`" },
		{ "[data x]\npath = /a\nindex = i\n", ":3: [data x] index: ",
		    "is not an absolute path" },
		{ "[server]\ninline = yes\n", ":2: [server] inline: ",
		    "is not reads, always or never" },
		{ "[server]\nstrict = 1\n", ":2: [server] strict: ",
		    "is not yes or no" },
		{ "[server]\nencryption_scheme = c4gh\n",
		    ":2: [server] encryption_scheme: ",
		    "is not ignore or refuse" },
		{ "[server]\nupdated_at = today\n", ":2: [server] updated_at",
		    "is not a time such as" },
		{ "[cors]\norigins = * https://h\n", ":2: [cors] origins: ",
		    "is not `*`, or a list of http://HOST" },
		{ "[cors]\norigins = https://h https://g/x\n",
		    ":2: [cors] origins: ", "is not `*`, or a list" },
		{ "[limits]\nregions = 0\n", ":2: [limits] regions: ",
		    "is not a number from 1 to" },
		{ "[data x]\npath = /a\nmissing_eof = yes\n",
		    ":3: [data x] missing_eof: ", "is not refuse or serve" },
		{ "[data x]\nid = ../x\nbam = /a.bam\n", ":2: [data x] id: ",
		    "is not an id" },
		{ "[data x]\nid = service-info\nbam = /a.bam\n",
		    ":2: [data x] id: ", "a word of the protocol" },
		{ "[data x]\nid = a/\nbam = /a.bam\n", ":2: [data x] id: ",
		    "must not end in a slash" },
		{ "[data x]\nbam = /a.cram\n", ":2: [data x] bam: ",
		    "\"/a.cram\" is not the absolute path of a file NAME.bam" },
		{ "[data x]\nbam = /a.BAM\n", ":2: [data x] bam: ",
		    "NAME.bam" },
		{ "[data x]\nbam = /a/.bam\n", ":2: [data x] bam: ",
		    "NAME.bam" },
		{ "[data x]\nbam = a.bam\n", ":2: [data x] bam: ",
		    "NAME.bam" },
		{ "[data x]\nbam = /a/../a.bam\n", ":2: [data x] bam: ",
		    "NAME.bam" },
		{ "[data x]\nbam = /a.bam/\n", ":2: [data x] bam: ",
		    "NAME.bam" },
		{ "[data x]\ncram = /a.bam\n", ":2: [data x] cram: ",
		    "NAME.cram" },
		{ "[data x]\nvcf = /a.vcf\n", ":2: [data x] vcf: ",
		    "NAME.vcf.gz or NAME.vcf.bgz" },
		{ "[data x]\nvcf = /a.gz\n", ":2: [data x] vcf: ",
		    "NAME.vcf.gz or NAME.vcf.bgz" },
		{ "[data x]\nbcf = /a.bcf.gz\n", ":2: [data x] bcf: ",
		    "NAME.bcf" },
		{ "[data x]\nbam = /a/..bam\n", ":2: [data x] bam: ",
		    "give the section an `id`" },
		{ "[data x]\nbam = /a/service-info.bam\n",
		    ":2: [data x] bam: ", "give the section an `id`" },
		{ "[defaults]\nreference = hg38.fa\n",
		    ":2: [defaults] reference: ", "is not an absolute path" },
	};

	(void)state;
	refuse_all(rows, ROWS(rows));
}

static void
access_and_audit_are_read(void **state)
{
	struct settings *s = load("[access]\nsecret = /s\nexpires = 2h\n"
	    "slack = 5m\nsendfile = nginx\nsendfile_location = /x/y\n"
	    "bind_user = yes\nchallenge = 'Basic realm=\"a b\"'\n"
	    "groups = /g\ngrants = /t\n"
	    "[audit]\nfile = /a\naddress = net\n"), *none = load("");

	(void)state;
	assert_string_equal("/s", s->access.secret);
	assert_int_equal(7200, s->access.expires);
	assert_int_equal(300, s->access.slack);
	assert_int_equal(SENDFILE_NGINX, s->access.sendfile);
	assert_string_equal("/x/y", s->access.location);
	assert_true(s->access.bind_user);
	assert_string_equal("Basic realm=\"a b\"", s->access.challenge);
	assert_string_equal("/g", s->access.groups);
	assert_string_equal("/t", s->access.grants);
	assert_string_equal("/a", s->audit.file);
	assert_int_equal(AUDIT_NET, s->audit.address);
	assert_int_equal(43200, none->access.expires);
	assert_int_equal(60, none->access.slack);
	assert_int_equal(SENDFILE_NONE, none->access.sendfile);
	assert_null(none->access.secret);
	assert_null(none->access.location);
	assert_null(none->access.challenge);
	assert_null(none->audit.file);
	assert_false(none->access.bind_user);
	settings_free(s);
	settings_free(none);
}

#define SECRET	"[access]\nsecret = /s\n"

static void
who_may_read_is_read(void **state)
{
	struct settings *s = load(SECRET "[defaults]\nallow = @all\n"
	    "hide = yes\n"
	    "[data a]\npath = /a\nprefix = a/\n"
	    "[data b]\npath = /b\nprefix = b/\nallow = x %y  claim:Z=1=2 *\n"
	    "hide = no\noffline = 503\n"
	    "[data c]\nbam = /c.bam\nallow =\n");
	struct settings *none = load("[data a]\npath = /a\n");
	const struct who *v = s->data[1].allow.v;

	(void)state;
	assert_true(s->data[0].guarded && s->data[0].hide);
	assert_int_equal(1, s->data[0].allow.n);
	assert_int_equal(WHO_GROUP, s->data[0].allow.v[0].kind);
	assert_string_equal("all", s->data[0].allow.v[0].name);
	assert_false(s->data[0].offline_refused);
	assert_true(s->data[1].offline_refused);
	assert_false(s->data[1].hide);
	assert_int_equal(4, s->data[1].allow.n);
	assert_int_equal(WHO_USER, v[0].kind);
	assert_string_equal("x", v[0].name);
	assert_int_equal(WHO_SYSTEM_GROUP, v[1].kind);
	assert_string_equal("y", v[1].name);
	assert_int_equal(WHO_CLAIM, v[2].kind);
	assert_string_equal("Z", v[2].name);
	assert_string_equal("1=2", v[2].value);
	assert_int_equal(WHO_ANY, v[3].kind);
	assert_true(s->data[2].guarded);
	assert_int_equal(0, s->data[2].allow.n);
	assert_false(none->data[0].guarded);
	settings_free(s);
	settings_free(none);
}

/* What `allow` would guard, and a static URL gives to anybody. */
static void
what_guards_nothing_is_refused(void **state)
{
	static const struct refusal rows[] = {
		{ "[data x]\npath = /p\nallow = *\n", ":1: [data x]: ",
		    "`allow` needs [access] secret" },
		{ "[defaults]\nallow =\n[data x]\nbam = /p.bam\n",
		    ":3: [data x]: ", "`allow` needs [access] secret" },
		{ SECRET "[data x]\npath = /p\nurl = https://h/\nallow = *\n",
		    ":3: [data x]: ", "by `url`; take `url` out" },
		{ SECRET "[data x]\npath = /p/q\nallow = *\n"
		    "[data y]\npath = /p\nprefix = y\nurl = https://h/\n",
		    ":3: [data x]: ", "/p/q by the `url` of [data y]" },
		{ SECRET "[data x]\nbam = /p/a.bam\ncram = /q/a.cram\n"
		    "allow = *\n"
		    "[data y]\npath = /q\nprefix = y\nurl = https://h/\n",
		    ":3: [data x]: ", "/q/a.cram by the `url` of [data y]" },
	};
	struct settings *s = load(SECRET "[data x]\npath = /p\n"
	    "url = https://h/\nallow = *\nforward_authorization = yes\n"
	    "[data z]\npath = /pq\nprefix = z/\nallow = *\n");

	(void)state;
	assert_true(s->data[0].forward_authorization);
	settings_free(s);
	refuse_all(rows, ROWS(rows));
}

static void
the_digest_tells_files_apart(void **state)
{
	struct settings *a = load("[data x]\npath = /a\n");
	struct settings *b = load("; a comment\n[data x]\npath=/a ; more\n");
	struct settings *c = load("[data x]\npath = /b\n");

	(void)state;
	assert_int_equal(SETTINGS_DIGEST, strlen(a->digest));
	assert_string_equal(a->digest, b->digest);
	assert_string_not_equal(a->digest, c->digest);
	settings_free(a);
	settings_free(b);
	settings_free(c);
}

static void
sections_that_make_no_sense_are_refused(void **state)
{
	static const struct refusal rows[] = {
		{ "\n[data x]\n", ":2: [data x]: ",
		    "neither `path` nor `manifest` nor" },
		{ "[data x]\nreference = /r.fa\n", ":1: [data x]: ",
		    "neither `path` nor `manifest` nor" },
		{ "[data x]\npath = /a\n\nbam = /a.bam\n",
		    ":4: [data x] bam: ", "cannot stand in one section" },
		{ "[data x]\nmanifest = /m\nbam = /b.bam\n",
		    ":3: [data x] bam: ", "`manifest` and files" },
		{ "[data x]\npath = /p\nmanifest = /m\n",
		    ":3: [data x] manifest: ", "`path` and `manifest`" },
		{ "[data x]\nmanifest = /m\nurl = https://h/\n",
		    ":3: [data x] url: ", "goes with `path` only" },
		{ "[data x]\nmanifest = /m\nfollow = /f\n",
		    ":3: [data x] follow: ", "goes with `path` only" },
		{ "[data x]\nmanifest = /m\nid = a\n",
		    ":3: [data x] id: ", "goes with files only" },
		{ "[data x]\nmanifest = m.tsv\n",
		    ":2: [data x] manifest: ", "absolute path" },
		{ "[data x]\nmanifest = /m/\n",
		    ":2: [data x] manifest: ", "the absolute path of a file" },
		{ "[data x]\nmanifest = /m\nallow = *\n",
		    ":1: [data x]: ", "needs [access] secret" },
		{ "[defaults]\nmanifest = /m\n",
		    ":2: [defaults] manifest: ", "makes no sense" },
		{ "[data x]\nbam = /a.bam\nurl = http://h\n",
		    ":3: [data x] url: ", "give the directory above the files "
		    "a section of its own with `path` and `url`" },
		{ "[data x]\nurl = http://h\n", ":2: [data x] url: ",
		    "with `path` only" },
		{ "[data x]\nbam = /a.bam\nprefix = p/\n",
		    ":3: [data x] prefix: ", "with `path` or `manifest` only" },
		{ "[data x]\nbam = /a.bam\nfollow = /f\n",
		    ":3: [data x] follow: ", "with `path` only" },
		{ "[data x]\npath = /a\nid = a\n", ":3: [data x] id: ",
		    "with files only" },
		{ "[data x]\nid = a\n", ":1: [data x]: ",
		    "neither `path` nor `manifest` nor" },
		{ "[defaults]\npath = /a\n", ":2: [defaults] path: ",
		    "makes no sense for several sections" },
		{ "[defaults]\nid = a\n", ":2: [defaults] id: ",
		    "makes no sense for several sections" },
		{ "[defaults]\nbam = /a.bam\n", ":2: [defaults] bam: ",
		    "makes no sense for several sections" },
		{ "[defaults]\nprefix = a/\n", ":2: [defaults] prefix: ",
		    "makes no sense for several sections" },
		{ "[defaults]\nurl = http://h\n", ":2: [defaults] url: ",
		    "makes no sense for several sections" },
		{ "[data NA12878]\nbam = /a.bam\n[data na12878]\n",
		    ":3: [data na12878]: ", "repeated: [data NA12878]" },
		{ "[data x]\npath = /a\nPATH = /b\n", ":3: [data x] path: ",
		    "repeated: it stands in line 2" },
		{ "[data x]\nbam = /1/a.bam\n[data Y]\ncram = /2/a.cram\n",
		    ":4: [data Y] cram: ",
		    "the id \"a\" is that of [data x] too (line 1)" },
		{ "[data x]\nbam = /1/a.bam\n[data Y]\nbam = /b.bam\nid = a\n",
		    ":5: [data Y] id: ", "is that of [data x] too (line 1)" },
		{ "[data x]\npath = /a\n[data Y]\npath = /b\n",
		    ":3: [data Y]: ", "the same prefix \"\" as [data x] "
		    "(line 1); give one of them another, such as `prefix = "
		    "Y/`" },
		{ "[data x]\npath = /a\nprefix = p/\n[data Y]\npath = /b\n"
		    "prefix = p/\n", ":4: [data Y]: ",
		    "the same prefix \"p/\" as [data x]" },
	};

	(void)state;
	refuse_all(rows, ROWS(rows));
}

static void
the_reader_below_has_its_say(void **state)
{
	static const struct refusal rows[] = {
		{ "[server]\nname\n", ":2: [server]: ", "neither a comment" },
		{ "name = x\n", ":1: name: ", "before the first [section]" },
		{ "[server]\nname = a#b\n", ":2: [server] name: ",
		    "unquoted #" },
		{ "[data a:b]\n", ":1: [data a:b]: ", "must not hold `:`" },
	};
	struct fault fault = FAULT_INIT;

	(void)state;
	refuse_all(rows, ROWS(rows));
	assert_null(settings_load("none/none.ini", &fault));
	assert_int_equal(FAULT_INTERNAL, fault.kind);
	assert_non_null(strstr(fault.detail, "none/none.ini: "));
	assert_non_null(strstr(fault.detail, strerror(ENOENT)));
}

static void
the_file_is_located_by_environment_then_parameter(void **state)
{
	(void)state;
	assert_int_equal(0, setenv("HTSGATE_CONFIG", "/e.ini", 1));
	assert_string_equal("/e.ini", settings_locate("/p.ini"));
	assert_string_equal("/e.ini", settings_locate(NULL));
	assert_int_equal(0, setenv("HTSGATE_CONFIG", "", 1));
	assert_string_equal("/p.ini", settings_locate("/p.ini"));
	assert_int_equal(0, unsetenv("HTSGATE_CONFIG"));
	assert_string_equal("/p.ini", settings_locate("/p.ini"));
	assert_non_null(strstr(settings_locate(NULL), "/htsgate.ini"));
	assert_string_equal(settings_locate(NULL), settings_locate(""));
}

/* A file of the source tree. The caller frees. */
static char *
source_path(const char *name)
{
	const char *srcdir = getenv("srcdir");
	char *path;

	assert_true(asprintf(&path, "%s/%s", srcdir != NULL ? srcdir : ".",
	    name) > 0);
	return path;
}

static bool
has_key(const struct ini *ini, const char *section, const char *key)
{
	const char *name;
	size_t i;

	for (i = 0; i < ini->nentries; i++) {
		name = ini->sections[ini->entries[i].section].name;
		if (strcmp(ini->entries[i].key, key) == 0 &&
		    strncmp(name, section, strlen(section)) == 0)
			return true;
	}
	return false;
}

static void
the_samples_load_and_one_has_every_key(void **state)
{
	char *minimal = source_path("etc/htsgate.ini");
	char *example = source_path("etc/htsgate.ini.example");
	struct fault fault = FAULT_INIT;
	struct ini *ini = ini_load(example, &fault);
	const char *key, *section;
	size_t n;

	(void)state;
	settings_free(load_file(minimal));
	settings_free(load_file(example));
	assert_non_null(ini);
	for (n = 0; (key = settings_key(n, &section)) != NULL; n++)
		if (!has_key(ini, section, key))
			fail_msg("%s lacks [%s] %s", example, section, key);
	assert_true(n > 30);
	ini_free(ini);
	free(minimal);
	free(example);
}

/* What the example says of numbers is what holds without it. */
static void
the_example_shows_the_default_limits(void **state)
{
	char *example = source_path("etc/htsgate.ini.example");
	struct settings *s = load_file(example), *none = load("");

	(void)state;
	assert_memory_equal(&none->limits, &s->limits, sizeof(s->limits));
	assert_true(none->cache_memory == s->cache_memory);
	assert_int_equal(none->log_level, s->log_level);
	settings_free(none);
	settings_free(s);
	free(example);
}

/* In a line `.It Ic key , key`. */
static void
the_manual_explains_every_key(void **state)
{
	char *path = source_path("doc/htsgate.ini.5");
	char line[256], word[64];
	const char *key, *section;
	bool found;
	FILE *f = fopen(path, "r");
	size_t n;

	(void)state;
	assert_non_null(f);
	for (n = 0; (key = settings_key(n, &section)) != NULL; n++) {
		snprintf(word, sizeof(word), " %s ", key);
		rewind(f);
		found = false;
		while (!found && fgets(line, sizeof(line), f) != NULL) {
			line[strcspn(line, "\n")] = ' ';
			found = strncmp(line, ".It Ic", 6) == 0 &&
			    strstr(line, word) != NULL;
		}
		if (!found)
			fail_msg("%s lacks %s", path, key);
	}
	assert_int_equal(0, fclose(f));
	free(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_file_gives_the_defaults),
		cmocka_unit_test(what_clients_may_ask_is_read),
		cmocka_unit_test(tickets_hold_bytes_where_inline_says),
		cmocka_unit_test(plain_sections_are_read),
		cmocka_unit_test(a_directory_has_all_its_keys),
		cmocka_unit_test(a_section_of_files_serves_both_endpoints),
		cmocka_unit_test(manifests_stand_in_the_order_of_the_file),
		cmocka_unit_test(the_id_is_the_name_of_the_first_file),
		cmocka_unit_test(defaults_fill_what_a_section_leaves_out),
		cmocka_unit_test(directories_are_sorted_by_their_prefixes),
		cmocka_unit_test(many_sections_are_found_by_their_ids),
		cmocka_unit_test(unknown_names_are_told_from_unbuilt_ones),
		cmocka_unit_test(bad_values_are_named_with_what_is_good),
		cmocka_unit_test(sections_that_make_no_sense_are_refused),
		cmocka_unit_test(access_and_audit_are_read),
		cmocka_unit_test(who_may_read_is_read),
		cmocka_unit_test(what_guards_nothing_is_refused),
		cmocka_unit_test(the_digest_tells_files_apart),
		cmocka_unit_test(the_reader_below_has_its_say),
		cmocka_unit_test(
		    the_file_is_located_by_environment_then_parameter),
		cmocka_unit_test(the_samples_load_and_one_has_every_key),
		cmocka_unit_test(the_example_shows_the_default_limits),
		cmocka_unit_test(the_manual_explains_every_key),
	};

	settings_free(NULL);
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
