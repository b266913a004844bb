/* sections: the sections of an INI file into the settings. */
#include "conf/sections.h"

#include <stdlib.h>
#include <string.h>

#include "conf/guard.h"
#include "conf/keys.h"
#include "conf/unknown.h"
#include "conf/values.h"

struct loader {
	const struct ini	*ini;
	struct settings		*settings;
	const struct ini_entry	*defaults;	/* entries of [defaults] */
	size_t			 ndefaults;
	const struct ini_section **sections;	/* of settings->data */
	khash_t(texts)		*prefixes;
	struct fault		*fault;
};

/* An entry for each key that a [data NAME] section holds itself. */
struct given {
	const struct ini_section *section;
	const struct ini_entry	*entry[KEY_COUNT];
};

/* Reads an entry into the struct at `base`. */
static int
read_entry(const struct loader *l, const struct ini_entry *e,
    const struct key *key, void *base)
{
	struct ini_place place = ini_at_entry(l->ini, e);
	const char *why;

	if (*e->value == '\0' && !key->empty)
		return ini_fault(l->fault, &place, "the value is missing (%s)",
		    key->help);
	why = key->read(key, e->value, (char *)base + key->offset);
	if (why == NULL)
		return 0;
	if (why == value_nomem)
		return fault_nomem(l->fault);
	return ini_fault(l->fault, &place, "\"%.*s\" is not %s (%s)",
	    KEY_VALUE_SHOWN, e->value, why, key->help);
}

/* [defaults] is checked even where no section takes anything of it. */
static int
check_defaults(const struct loader *l)
{
	struct data scratch = { .name = NULL };
	const struct ini_entry *e = l->defaults;
	struct ini_place place;
	const struct key *key;
	int rc = 0;

	for (; rc == 0 && e < l->defaults + l->ndefaults; e++) {
		if ((key = key_find("data", e->key)) == NULL) {
			rc = unknown_key(l->ini, e, "data", l->fault);
		} else if (!key->shared) {
			place = ini_at_entry(l->ini, e);
			rc = ini_fault(l->fault, &place, "it makes no sense "
			    "for several sections; put it into a [data NAME]");
		} else {
			rc = read_entry(l, e, key, &scratch);
		}
	}
	key_clear_data(&scratch);
	return rc;
}

static unsigned
kind_of(const struct data *d)
{
	return d->path != NULL ? WITH_PATH :
	    d->manifest != NULL ? WITH_MANIFEST : WITH_FILES;
}

/* What a section leaves out and [defaults] says. */
static int
take_defaults(const struct loader *l, const struct given *given,
    struct data *d)
{
	const struct ini_entry *e;
	const struct key *key;

	for (e = l->defaults; e < l->defaults + l->ndefaults; e++) {
		key = key_find("data", e->key);
		if (given->entry[key - key_table] != NULL ||
		    (key->kinds != 0 && (key->kinds & kind_of(d)) == 0))
			continue;
		if (read_entry(l, e, key, d) == -1)
			return -1;
	}
	return 0;
}

/* The key of the section's first file, in the order of the INI file. */
static const struct key *
first_file(const struct given *given)
{
	const struct key *first = NULL;
	const struct ini_entry *e;
	unsigned line = 0;
	size_t i;

	for (i = 0; i < KEY_COUNT; i++) {
		e = given->entry[i];
		if (key_table[i].format != FORMAT_NONE && e != NULL &&
		    (first == NULL || e->line < line)) {
			first = &key_table[i];
			line = e->line;
		}
	}
	return first;
}

/* No two of a directory, a table and files. */
static int
check_alone(const struct loader *l, const struct given *given,
    const struct data *d)
{
	const struct key *file = first_file(given);
	const struct key *table = key_find("data", "manifest");
	struct ini_place place;

	if (d->path != NULL && d->manifest != NULL) {
		place = ini_at_entry(l->ini, given->entry[table - key_table]);
		return ini_fault(l->fault, &place, "`path` and `manifest` "
		    "cannot stand in one section; make it two");
	}
	if (file == NULL || kind_of(d) == WITH_FILES)
		return 0;
	place = ini_at_entry(l->ini, given->entry[file - key_table]);
	return ini_fault(l->fault, &place, "`%s` and files cannot stand in "
	    "one section; make it two",
	    d->path != NULL ? "path" : "manifest");
}

/* … and it holds no key of another kind. */
static int
check_kind(const struct loader *l, const struct given *given,
    const struct data *d)
{
	struct ini_place place = ini_at_section(l->ini, given->section);
	const unsigned kind = kind_of(d);
	size_t i;

	if (check_alone(l, given, d) == -1)
		return -1;
	for (i = 0; i < KEY_COUNT; i++)
		if (given->entry[i] != NULL && key_table[i].kinds != 0 &&
		    (key_table[i].kinds & kind) == 0) {
			place = ini_at_entry(l->ini, given->entry[i]);
			return ini_fault(l->fault, &place, "%s",
			    key_table[i].misplaced);
		}
	if (kind == WITH_FILES && first_file(given) == NULL)
		return ini_fault(l->fault, &place, "the section has neither "
		    "`path` nor `manifest` nor a file (`bam`, `cram`, `vcf`, "
		    "`bcf`)");
	return 0;
}

/* The id that files have if `id` does not say: the first one's name. */
static int
default_id(const struct loader *l, const struct given *given, struct data *d)
{
	const struct key *id = key_find("data", "id");
	const struct key *key = first_file(given);
	const struct ini_entry *e = given->entry[key - key_table];
	struct ini_place place = ini_at_entry(l->ini, e);
	const char *name = strrchr(d->file[key->format], '/') + 1, *why;
	char *stem = strndup(name, format_stem(name, key->format));

	if (stem == NULL)
		return fault_nomem(l->fault);
	why = id->read(id, stem, &d->id);
	free(stem);
	if (why == value_nomem)
		return fault_nomem(l->fault);
	if (why != NULL)
		return ini_fault(l->fault, &place,
		    "the file's name makes no id; give the section an `id`");
	return 0;
}

/*
 * Remembers a text of the section `index`: 0, or -1 with *other the section
 * that has it already (or itself, without memory).
 */
static int
claim(khash_t(texts) *texts, const char *text, size_t index, size_t *other)
{
	int fresh;
	khint_t k = kh_put(texts, texts, text, &fresh);

	*other = index;
	if (fresh < 0)
		return -1;
	if (fresh > 0) {
		kh_val(texts, k) = index;
		return 0;
	}
	*other = kh_val(texts, k);
	return -1;
}

static int
claim_id(const struct loader *l, const struct given *given, size_t index)
{
	const struct data *d = &l->settings->data[index];
	const struct ini_entry *e =
	    given->entry[key_find("data", "id") - key_table];
	struct ini_place place;
	size_t other;

	if (claim(l->settings->ids, d->id, index, &other) == 0)
		return 0;
	if (other == index)
		return fault_nomem(l->fault);
	if (e == NULL)
		e = given->entry[first_file(given) - key_table];
	place = ini_at_entry(l->ini, e);
	return ini_fault(l->fault, &place,
	    "the id \"%.*s\" is that of [%.*s] too (line %u); give one of "
	    "them another `id`", KEY_VALUE_SHOWN, d->id, KEY_VALUE_SHOWN,
	    l->sections[other]->written, l->sections[other]->line);
}

static int
claim_prefix(const struct loader *l, const struct given *given, size_t index)
{
	const struct data *d = &l->settings->data[index];
	struct ini_place place = ini_at_section(l->ini, given->section);
	size_t other;

	if (claim(l->prefixes, d->prefix, index, &other) == 0) {
		l->settings->directories[l->settings->ndirectories++] = index;
		return 0;
	}
	if (other == index)
		return fault_nomem(l->fault);
	return ini_fault(l->fault, &place,
	    "its directory has the same prefix \"%.*s\" as [%.*s] (line %u); "
	    "give one of them another, such as `prefix = %.*s/`",
	    KEY_VALUE_SHOWN, d->prefix, KEY_VALUE_SHOWN,
	    l->sections[other]->written, l->sections[other]->line,
	    KEY_VALUE_SHOWN, d->name);
}

/* Everything about one [data NAME] but its own entries. */
static int
complete_data(const struct loader *l, const struct given *given, size_t index)
{
	struct data *d = &l->settings->data[index];

	if (check_kind(l, given, d) == -1 || take_defaults(l, given, d) == -1)
		return -1;
	if (d->prefix == NULL && (d->prefix = strdup("")) == NULL)
		return fault_nomem(l->fault);
	if (d->path != NULL)
		return claim_prefix(l, given, index);
	if (d->manifest != NULL) {
		l->settings->manifests[l->settings->nmanifests++] = index;
		return 0;
	}
	if (d->id == NULL && default_id(l, given, d) == -1)
		return -1;
	return claim_id(l, given, index);
}

static int
read_data(const struct loader *l, const struct ini_section *section,
    const struct ini_entry *e, size_t n)
{
	size_t index = l->settings->ndata++;
	struct data *d = &l->settings->data[index];
	const struct ini_entry *end = e + n;
	struct given given = { .section = section };
	const struct key *key;

	l->sections[index] = section;
	d->name = strdup(section->written + strlen("data "));
	if (d->name == NULL)
		return fault_nomem(l->fault);
	for (; e < end; e++) {
		if ((key = key_find("data", e->key)) == NULL)
			return unknown_key(l->ini, e, "data", l->fault);
		if (read_entry(l, e, key, d) == -1)
			return -1;
		given.entry[key - key_table] = e;
	}
	return complete_data(l, &given, index);
}

/* One of [server], [limits], [cache], [log]. */
static int
read_plain(const struct loader *l, const struct ini_section *section,
    const struct ini_entry *e, size_t n)
{
	const struct ini_entry *end = e + n;
	const struct key *key;

	if (strcmp(section->name, "defaults") == 0)
		return 0;
	if (strcmp(section->name, "data") == 0 || !key_section(section->name))
		return unknown_section(l->ini, section, l->fault);
	for (; e < end; e++) {
		if ((key = key_find(section->name, e->key)) == NULL)
			return unknown_key(l->ini, e, section->name, l->fault);
		if (read_entry(l, e, key, l->settings) == -1)
			return -1;
	}
	return 0;
}

static bool
is_data(const struct ini_section *section)
{
	return strncmp(section->name, "data ", 5) == 0;
}

/* How many entries from `e` on belong to a section. */
static size_t
count_entries(const struct ini *ini, size_t e, size_t section)
{
	size_t n = 0;

	while (e + n < ini->nentries && ini->entries[e + n].section == section)
		n++;
	return n;
}

static void
find_defaults(struct loader *l)
{
	size_t i, e = 0, n;

	for (i = 0; i < l->ini->nsections; i++, e += n) {
		n = count_entries(l->ini, e, i);
		if (strcmp(l->ini->sections[i].name, "defaults") != 0)
			continue;
		l->defaults = l->ini->entries + e;
		l->ndefaults = n;
	}
}

static int
read_all(const struct loader *l)
{
	const struct ini_section *section = l->ini->sections;
	size_t i, e = 0, n;
	int rc = check_defaults(l);

	for (i = 0; rc == 0 && i < l->ini->nsections; i++, section++, e += n) {
		n = count_entries(l->ini, e, i);
		rc = is_data(section) ?
		    read_data(l, section, l->ini->entries + e, n) :
		    read_plain(l, section, l->ini->entries + e, n);
	}
	return rc;
}

int
sections_read(const struct ini *ini, struct settings *s, struct fault *f)
{
	struct loader l = { .ini = ini, .settings = s,
	    .defaults = ini->entries, .fault = f };
	int rc;

	l.sections = calloc(ini->nsections + 1, sizeof(*l.sections));
	l.prefixes = kh_init(texts);
	find_defaults(&l);
	if (l.sections == NULL || l.prefixes == NULL)
		rc = fault_nomem(f);
	else if ((rc = read_all(&l)) == 0)
		rc = guard_check(ini, l.sections, s, f);
	if (l.prefixes != NULL)
		kh_destroy(texts, l.prefixes);
	free(l.sections);
	return rc;
}
