/* check_access: the files of [access] with what they name. */
#include <grp.h>
#include <stdlib.h>
#include <string.h>

#include <htslib/khash.h>

#include "access/bed.h"
#include "access/granted.h"
#include "access/grants.h"
#include "access/groups.h"
#include "access/lines.h"
#include "access/rights.h"
#include "access/watch.h"
#include "cli/check.h"

KHASH_SET_INIT_STR(words)

struct access_check {
	struct check	*check;
	khash_t(words)	*words;		/* "@GROUP" and "%GROUP"; owned */
	struct grants	*grants;
	bool		 has_groups;	/* there is a good file of them */
	bool		 no_memory;
};

/* Whether a group was not there before; `kind` is its `@` or `%`. */
static bool
add_word(struct access_check *a, char kind, const char *name, size_t bytes)
{
	char *word = malloc(bytes + 2);
	int added = -1;

	if (word != NULL) {
		word[0] = kind;
		memcpy(word + 1, name, bytes);
		word[bytes + 1] = '\0';
		kh_put(words, a->words, word, &added);
	}
	if (added <= 0)
		free(word);
	a->no_memory |= added == -1;
	return added > 0;
}

static int
take_groups(void *arg, const struct watch_text *text, struct fault *fault)
{
	struct access_check *a = arg;
	struct lines lines = lines_of(text->s, text->bytes);
	struct groups *groups = groups_parse(text->s, text->bytes, fault);
	struct line line, before, name;
	const char *colon;

	if (groups == NULL)
		return -1;
	groups_free(groups);
	while (lines_next(&lines, &line)) {
		/* Blanks may stand between them, as in "project : alice". */
		if ((colon = memchr(line.s, ':', line.n)) == NULL)
			continue;
		before = (struct line){ line.s, (size_t)(colon - line.s) };
		name = line_word(&before);
		add_word(a, '@', name.s, name.n);
	}
	a->has_groups = true;
	return 0;
}

static int
take_grants(void *arg, const struct watch_text *text, struct fault *fault)
{
	struct access_check *a = arg;

	a->grants = grants_parse(text->s, text->bytes, fault);
	return a->grants != NULL ? 0 : -1;
}

static int
take_bed(void *arg, const struct watch_text *text, struct fault *fault)
{
	struct granted *granted = bed_parse(text->s, text->bytes, fault);

	(void)arg;
	granted_free(granted);
	return granted != NULL ? 0 : -1;
}

static void
drop_nothing(void *arg)
{
	(void)arg;
}

/* Reads a file as the server does, which says what is wrong and where. */
static void
check_read(struct access_check *a, const char *what, const char *path,
    size_t most,
    int (*take)(void *, const struct watch_text *, struct fault *))
{
	struct watch w = { .what = what, .most = most, .take = take,
		.drop = drop_nothing, .arg = a };

	if (path == NULL)
		return;
	watch_path(&w, path);
	a->check->faults += !watch_look(&w, 1);
	watch_clear(&w);
}

static void
check_secret(struct access_check *a)
{
	struct fault told = FAULT_INIT;
	struct rights *rights;

	if (a->check->settings->access.secret == NULL)
		return;
	if ((rights = rights_new()) == NULL) {
		a->no_memory = true;
		return;
	}
	rights_use(rights, a->check->settings);
	a->check->faults += rights_secrets(rights, &told) == NULL;
	rights_free(rights);
}

/* Each group is told once, however many sections have it. */
static void
check_word(struct access_check *a, const char *where, const struct who *who)
{
	const char *file = a->check->settings->access.groups;

	if (who->kind == WHO_GROUP && (file == NULL || a->has_groups) &&
	    add_word(a, '@', who->name, strlen(who->name)))
		check_warn(a->check, "%s: there is no group %s in %s", where,
		    who->name, file != NULL ? file :
		    "[access] groups, which is not set");
	else if (who->kind == WHO_SYSTEM_GROUP &&
	    getgrnam(who->name) == NULL &&
	    add_word(a, '%', who->name, strlen(who->name)))
		check_warn(a->check, "%s: the system has no group %s", where,
		    who->name);
}

static void
check_allow(struct access_check *a, const struct data *data)
{
	char where[256];
	size_t i;

	snprintf(where, sizeof(where), "[data %s] allow", data->name);
	for (i = 0; i < data->allow.n; i++)
		check_word(a, where, &data->allow.v[i]);
}

static void
check_grants(struct access_check *a)
{
	size_t i;

	for (i = 0; a->grants != NULL && i < a->grants->nbeds; i++)
		check_read(a, "[access] grants", a->grants->beds[i],
		    ACCESS_BED_MAX, take_bed);
	for (i = 0; a->grants != NULL && i < a->grants->n; i++)
		check_word(a, "[access] grants", &a->grants->v[i].who);
}

static void
access_check_clear(struct access_check *a)
{
	khiter_t k;

	grants_free(a->grants);
	for (k = 0; a->words != NULL && k < kh_end(a->words); k++)
		if (kh_exist(a->words, k))
			free((char *)kh_key(a->words, k));
	kh_destroy(words, a->words);
}

int
check_access(struct check *c)
{
	struct access_check a = { .check = c, .words = kh_init(words) };
	const struct settings *s = c->settings;
	size_t i;

	if (a.words == NULL)
		return -1;
	check_secret(&a);
	check_read(&a, "[access] groups", s->access.groups, ACCESS_FILE_MAX,
	    take_groups);
	check_read(&a, "[access] grants", s->access.grants, ACCESS_FILE_MAX,
	    take_grants);
	for (i = 0; i < s->ndata; i++)
		check_allow(&a, &s->data[i]);
	check_grants(&a);
	access_check_clear(&a);
	return a.no_memory ? -1 : 0;
}
