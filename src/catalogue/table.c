#include "catalogue/table.h"

#include <string.h>

#include "base/log.h"
#include "catalogue/judge.h"

/* Of a table that does not say what an id is. */
static int
table_trouble(struct lookup *s, const struct data *table, struct dataset *d,
    const struct fault *trouble, struct fault *fault)
{
	if (table->hide && judge_counts(s)) {
		log_write(LOG_ERROR, "%s", trouble->detail);
		return lookup_nothing(s, d, fault);
	}
	if (judge_counts(s) || !lookup_is_versioned(s)) {
		*fault = *trouble;
		return -1;
	}
	if (s->trouble.kind == FAULT_NONE)
		s->trouble = *trouble;
	return 0;
}

/* The entry of an id in a table, if it has one that may be used. */
static int
find_entry(struct lookup *s, const struct data *table, enum endpoint endpoint,
    struct fault *fault)
{
	if (manifest_find(table, s->id + strlen(table->prefix), endpoint,
	    &s->entry, fault) == -1)
		return -1;
	if (s->entry == NULL || !s->entry->data.guarded ||
	    s->settings->access.secret != NULL)
		return 0;
	manifest_entry_free(s->entry);
	s->entry = NULL;
	return fault_detail(fault, FAULT_INTERNAL, "this dataset is guarded, "
	    "but the server cannot sign its URLs", "[data %s] manifest: %s: "
	    "%s: `allow` needs [access] secret", table->name, table->manifest,
	    s->id);
}

int
table_visit(struct lookup *s, const struct data *table, enum endpoint endpoint,
    lookup_visitor *visit, struct dataset *d, struct fault *fault)
{
	struct fault trouble = FAULT_INIT;
	int result = 0;

	if (find_entry(s, table, endpoint, &trouble) == -1)
		return table_trouble(s, table, d, &trouble, fault);
	s->table = table;
	if (s->entry != NULL)
		result = visit(s, &s->entry->data, d, fault);
	if (result > 0 && d->object != NULL)
		d->entry = s->entry;
	else
		manifest_entry_free(s->entry);
	s->entry = NULL;
	return result;
}
