/* rights: who may read what. */
#include "access/rights.h"

#include <stdlib.h>
#include <string.h>

struct rights {
	const struct settings	*settings;
};

struct rights *
rights_new(void)
{
	return calloc(1, sizeof(struct rights));
}

void
rights_free(struct rights *r)
{
	free(r);
}

void
rights_use(struct rights *r, const struct settings *settings)
{
	r->settings = settings;
}

static bool
is_meant(const struct caller *caller, const struct who *who)
{
	return who->kind == WHO_ANY || (who->kind == WHO_USER &&
	    strcmp(who->name, caller->user) == 0);
}

struct judgement
rights_judge(struct rights *r, const struct caller *caller,
    const struct data *data, const char *id)
{
	struct judgement j = { .verdict = VERDICT_OPEN };
	size_t i;

	(void)r, (void)id;
	if (!data->guarded)
		return j;
	j.verdict = caller->user == NULL ? VERDICT_LOGIN : VERDICT_DENIED;
	for (i = 0; caller->user != NULL && i < data->allow.n; i++)
		if (is_meant(caller, &data->allow.v[i]))
			j.verdict = VERDICT_ALLOWED;
	j.hidden = j.verdict != VERDICT_ALLOWED && data->hide;
	return j;
}

bool
granted_covers(const struct granted *granted, const char *reference,
    uint64_t start, uint64_t end)
{
	(void)granted, (void)reference, (void)start, (void)end;
	return false;
}

const struct secrets *
rights_secrets(struct rights *r, struct fault *fault)
{
	(void)r;
	fault_detail(fault, FAULT_INTERNAL, "tickets cannot be signed",
	    "[access] secret is not read yet");
	return NULL;
}
