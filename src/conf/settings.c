/* settings: the INI file as structs. */
#include "conf/settings.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/path.h"
#include "conf/ini.h"
#include "conf/keys.h"
#include "conf/sections.h"

#ifndef HTSGATE_SYSCONFDIR
#define HTSGATE_SYSCONFDIR "/etc"
#endif

/* The longest prefix first; no two are equal. */
static int
compare_directories(const void *a, const void *b)
{
	const struct data *x = *(const struct data *const *)a;
	const struct data *y = *(const struct data *const *)b;
	size_t nx = strlen(x->prefix), ny = strlen(y->prefix);

	if (nx != ny)
		return nx > ny ? -1 : 1;
	return x < y ? -1 : x > y;
}

static int
sort_directories(struct settings *s, struct fault *f)
{
	const struct data **sorted;
	size_t i;

	if ((sorted = calloc(s->ndirectories + 1, sizeof(*sorted))) == NULL)
		return fault_nomem(f);
	for (i = 0; i < s->ndirectories; i++)
		sorted[i] = &s->data[s->directories[i]];
	qsort(sorted, s->ndirectories, sizeof(*sorted), compare_directories);
	for (i = 0; i < s->ndirectories; i++)
		s->directories[i] = (size_t)(sorted[i] - s->data);
	free(sorted);
	return 0;
}

/* Settings with every default and room for n sections of data. */
static struct settings *
settings_new(const char *path, size_t n, struct fault *f)
{
	struct settings *s = calloc(1, sizeof(*s));
	size_t i;

	if (s == NULL) {
		fault_nomem(f);
		return NULL;
	}
	s->path = strdup(path);
	s->data = calloc(n + 1, sizeof(*s->data));
	s->directories = calloc(n + 1, sizeof(*s->directories));
	s->manifests = calloc(n + 1, sizeof(*s->manifests));
	s->ids = kh_init(texts);
	s->log_level = LOG_WARNING;
	for (i = 0; i < KEY_COUNT; i++)
		if (key_table[i].most > 0)
			*(uint64_t *)((char *)s + key_table[i].offset) =
			    key_table[i].normal;
	if (s->path == NULL || s->data == NULL || s->directories == NULL ||
	    s->manifests == NULL || s->ids == NULL) {
		fault_nomem(f);
		settings_free(s);
		return NULL;
	}
	return s;
}

/* Each with its NUL, so that no two files have one text. */
static void
hash_text(crypto_generichash_state *state, const char *text)
{
	crypto_generichash_update(state, (const unsigned char *)text,
	    strlen(text) + 1);
}

/* Of what the file says, not of its comments and line breaks. */
static void
make_digest(const struct ini *ini, char digest[SETTINGS_DIGEST + 1])
{
	unsigned char hash[crypto_generichash_BYTES_MIN];
	crypto_generichash_state state;
	const struct ini_entry *e;

	crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	for (e = ini->entries; e < ini->entries + ini->nentries; e++) {
		hash_text(&state, ini->sections[e->section].name);
		hash_text(&state, e->key);
		hash_text(&state, e->value);
	}
	crypto_generichash_final(&state, hash, sizeof(hash));
	sodium_bin2hex(digest, SETTINGS_DIGEST + 1, hash,
	    SETTINGS_DIGEST / 2);
}

struct settings *
settings_load(const char *path, struct fault *f)
{
	struct settings *s = NULL;
	struct ini *ini = ini_load(path, f);

	if (ini == NULL)
		return NULL;
	if ((s = settings_new(path, ini->nsections, f)) != NULL &&
	    (sections_read(ini, s, f) == -1 || sort_directories(s, f) == -1)) {
		settings_free(s);
		s = NULL;
	}
	if (s != NULL)
		make_digest(ini, s->digest);
	ini_free(ini);
	return s;
}

void
settings_free(struct settings *s)
{
	size_t i;

	if (s == NULL)
		return;
	if (s->ids != NULL)
		kh_destroy(texts, (khash_t(texts) *)s->ids);
	for (i = 0; i < s->ndata; i++) {
		free(s->data[i].name);
		key_clear_data(&s->data[i]);
	}
	key_clear_settings(s);
	free(s->data);
	free(s->directories);
	free(s->manifests);
	free(s->path);
	free(s);
}

struct limits
settings_limits(const struct settings *s, enum endpoint endpoint)
{
	struct limits limits = s->limits;

	if (s->server.inlining == INLINE_NEVER ||
	    (s->server.inlining == INLINE_READS &&
	    endpoint != ENDPOINT_READS))
		limits.inline_answer = limits.inline_header =
		    limits.inline_body = 0;
	return limits;
}

const struct data *
settings_static(const struct settings *s, const char *path,
    const char **rest)
{
	const struct data *data, *best = NULL;
	size_t i, length, longest = 0;
	const char *below;

	for (i = 0; i < s->ndirectories; i++) {
		data = &s->data[s->directories[i]];
		below = data->url != NULL ? path_rest(path, data->path) : NULL;
		length = strlen(data->path);
		if (below == NULL || (best != NULL && length <= longest))
			continue;
		best = data;
		*rest = below;
		longest = length;
	}
	return best;
}

const struct data *
settings_find_id(const struct settings *s, const char *id)
{
	const khash_t(texts) *ids = s->ids;
	khint_t k = kh_get(texts, ids, id);

	return k == kh_end(ids) ? NULL : &s->data[kh_val(ids, k)];
}

const char *
settings_locate(const char *parameter)
{
	const char *path = getenv("HTSGATE_CONFIG");

	if (path != NULL && *path != '\0')
		return path;
	if (parameter != NULL && *parameter != '\0')
		return parameter;
	return HTSGATE_SYSCONFDIR "/htsgate.ini";
}

const char *
settings_key(size_t n, const char **section)
{
	if (n >= KEY_COUNT)
		return NULL;
	*section = key_table[n].section;
	return key_table[n].name;
}
