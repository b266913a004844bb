/* guard: `allow` that would guard nothing is refused. */
#include "conf/guard.h"

#include "conf/keys.h"

/* A file or a directory that the web server gives to anybody who asks. */
static int
check_path(const struct ini_place *place, const struct settings *s,
    const struct data *d, const char *path, struct fault *f)
{
	const struct data *open;
	const char *rest;

	if (path == NULL || (open = settings_static(s, path, &rest)) == NULL ||
	    (d->forward_authorization && open->guarded &&
	    open->forward_authorization))
		return 0;
	return ini_fault(f, place, "`allow` guards nothing while the web "
	    "server gives %.*s by the `url` of [data %.*s]; take it out of "
	    "there, or say `allow` and `forward_authorization = yes` in "
	    "both if the web server asks for the same login",
	    KEY_VALUE_SHOWN, path, KEY_VALUE_SHOWN, open->name);
}

static int
check_data(const struct ini_place *place, const struct settings *s,
    const struct data *d, struct fault *f)
{
	size_t i;

	if (s->access.secret == NULL)
		return ini_fault(f, place, "`allow` needs [access] secret, "
		    "which signs the URLs of tickets");
	if (d->url != NULL && d->forward_authorization)
		return 0;
	if (d->url != NULL)
		return ini_fault(f, place, "`allow` guards nothing while the "
		    "web server gives `path` to anybody by `url`; take `url` "
		    "out, or say `forward_authorization = yes` if the web "
		    "server asks for the same login");
	if (check_path(place, s, d, d->path, f) == -1)
		return -1;
	for (i = 0; i < FORMAT_COUNT; i++)
		if (check_path(place, s, d, d->file[i], f) == -1)
			return -1;
	return 0;
}

int
guard_check(const struct ini *ini, const struct ini_section *const *sections,
    const struct settings *s, struct fault *f)
{
	struct ini_place place;
	size_t i;

	for (i = 0; i < s->ndata; i++) {
		if (!s->data[i].guarded)
			continue;
		place = ini_at_section(ini, sections[i]);
		if (check_data(&place, s, &s->data[i], f) == -1)
			return -1;
	}
	return 0;
}
