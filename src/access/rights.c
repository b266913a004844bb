/* rights: who may read what. */
#include "access/rights.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <sodium.h>

#include "access/bed_files.h"
#include "access/claims.h"
#include "access/grants.h"
#include "access/groups.h"
#include "access/system_groups.h"
#include "access/watch.h"

#define LOOK_AFTER	1000	/* milliseconds between two turns of looks */

struct rights {
	struct watch		 secret_file;
	struct secrets		 secrets;
	struct watch		 groups_file;
	struct groups		*groups;
	struct watch		 grants_file;
	struct grants		*grants;
	struct bed_files	*beds;		/* of the grants */
	struct system_groups	*system;
	uint64_t		(*clock)(void);
	uint64_t		 since;		/* when the turn began */
	uint64_t		 turn;		/* 0: there was none */
};

static uint64_t
milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static int
take_secrets(void *arg, const struct watch_text *text, struct fault *fault)
{
	struct rights *r = arg;

	if (text->mode & (S_IROTH | S_IWOTH))
		return fault_detail(fault, FAULT_INTERNAL, "the secret is "
		    "none", "others than owner and group can %s it (mode "
		    "%04o)", text->mode & S_IROTH ? "read" : "write",
		    text->mode);
	return secrets_parse(text->s, text->bytes, &r->secrets, fault);
}

static void
drop_secrets(void *arg)
{
	struct rights *r = arg;

	sodium_memzero(&r->secrets, sizeof(r->secrets));
}

static int
take_groups(void *arg, const struct watch_text *text, struct fault *fault)
{
	struct rights *r = arg;

	r->groups = groups_parse(text->s, text->bytes, fault);
	return r->groups != NULL ? 0 : -1;
}

static void
drop_groups(void *arg)
{
	struct rights *r = arg;

	groups_free(r->groups);
	r->groups = NULL;
}

static void
drop_grants(void *arg)
{
	struct rights *r = arg;

	bed_files_free(r->beds);
	grants_free(r->grants);
	r->beds = NULL;
	r->grants = NULL;
}

static int
take_grants(void *arg, const struct watch_text *text, struct fault *fault)
{
	struct rights *r = arg;

	r->grants = grants_parse(text->s, text->bytes, fault);
	if (r->grants == NULL)
		return -1;
	r->beds = bed_files_new(r->grants->beds, r->grants->nbeds);
	if (r->beds != NULL)
		return 0;
	drop_grants(r);
	return fault_nomem(fault);
}

struct rights *
rights_new(void)
{
	struct rights *r = calloc(1, sizeof(*r));

	if (r == NULL || (r->system = system_groups_new()) == NULL) {
		free(r);
		return NULL;
	}
	r->clock = milliseconds;
	r->secret_file = (struct watch){ .what = "[access] secret",
		.most = ACCESS_FILE_MAX, .take = take_secrets,
		.drop = drop_secrets, .arg = r };
	r->groups_file = (struct watch){ .what = "[access] groups",
		.most = ACCESS_FILE_MAX, .take = take_groups,
		.drop = drop_groups, .arg = r };
	r->grants_file = (struct watch){ .what = "[access] grants",
		.most = ACCESS_FILE_MAX, .take = take_grants,
		.drop = drop_grants, .arg = r };
	return r;
}

void
rights_free(struct rights *r)
{
	if (r == NULL)
		return;
	watch_clear(&r->secret_file);
	watch_clear(&r->groups_file);
	watch_clear(&r->grants_file);
	system_groups_free(r->system);
	free(r);
}

void
rights_set_clock(struct rights *r, uint64_t (*clock)(void))
{
	r->clock = clock;
	r->since = clock() - LOOK_AFTER;
}

void
rights_use(struct rights *r, const struct settings *settings)
{
	uint64_t now = r->clock();

	if (r->turn == 0 || now - r->since >= LOOK_AFTER) {
		r->turn++;
		r->since = now;
		system_groups_forget(r->system);
	}
	watch_path(&r->secret_file, settings->access.secret);
	watch_path(&r->groups_file, settings->access.groups);
	watch_path(&r->grants_file, settings->access.grants);
	if (r->beds != NULL)
		bed_files_tidy(r->beds);
}

static bool
is_in_group(struct rights *r, const char *group, const char *user)
{
	return watch_look(&r->groups_file, r->turn) &&
	    groups_have(r->groups, group, user);
}

/* Of a caller who has logged in. */
static bool
is_meant(struct rights *r, const struct caller *caller, const struct who *who)
{
	switch (who->kind) {
	case WHO_ANY:
		return true;
	case WHO_USER:
		return strcmp(who->name, caller->user) == 0;
	case WHO_GROUP:
		return is_in_group(r, who->name, caller->user);
	case WHO_SYSTEM_GROUP:
		return system_groups_have(r->system, who->name, caller->user);
	case WHO_CLAIM:
		return claims_have(caller, who->name, who->value);
	}
	return false;
}

static bool
is_allowed(struct rights *r, const struct caller *caller,
    const struct data *data)
{
	size_t i;

	for (i = 0; i < data->allow.n; i++)
		if (is_meant(r, caller, &data->allow.v[i]))
			return true;
	return false;
}

/* Users are compared before patterns, and patterns before all the rest. */
static bool
row_counts(struct rights *r, const struct caller *caller, const char *id,
    const struct grant *row)
{
	if (row->who.kind == WHO_USER && !is_meant(r, caller, &row->who))
		return false;
	return fnmatch(row->pattern, id, 0) == 0 &&
	    is_meant(r, caller, &row->who);
}

/* What the rows that count grant together; NULL: nothing. */
static const struct granted *
find_granted(struct rights *r, const struct caller *caller, const char *id)
{
	size_t i;

	if (!watch_look(&r->grants_file, r->turn))
		return NULL;
	for (i = 0; i < r->grants->n; i++)
		if (row_counts(r, caller, id, &r->grants->v[i]))
			bed_files_pick(r->beds, r->grants->v[i].bed);
	return bed_files_join(r->beds, r->turn);
}

struct judgement
rights_judge(struct rights *r, const struct caller *caller,
    const struct data *data, const char *id)
{
	struct judgement j = { .verdict = VERDICT_OPEN };

	if (!data->guarded)
		return j;
	if (caller->user == NULL || *caller->user == '\0')
		j.verdict = VERDICT_LOGIN;
	else if (is_allowed(r, caller, data))
		j.verdict = VERDICT_ALLOWED;
	else if ((j.granted = find_granted(r, caller, id)) != NULL)
		j.verdict = VERDICT_PARTLY;
	else
		j.verdict = VERDICT_DENIED;
	j.hidden = data->hide && (j.verdict == VERDICT_LOGIN ||
	    j.verdict == VERDICT_DENIED);
	return j;
}

void
rights_look(struct rights *r, const struct caller *caller)
{
	if (caller->user == NULL || *caller->user == '\0')
		return;
	(void)watch_look(&r->groups_file, r->turn);
	(void)watch_look(&r->grants_file, r->turn);
}

const struct secrets *
rights_secrets(struct rights *r, struct fault *fault)
{
	if (watch_look(&r->secret_file, r->turn))
		return &r->secrets;
	fault_detail(fault, FAULT_INTERNAL,
	    "signed URLs can neither be made nor checked here",
	    "[access] secret: %s", watch_trouble(&r->secret_file));
	return NULL;
}
