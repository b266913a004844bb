/* service: what lives as long as the process: settings and the cache. */
#ifndef SERVE_SERVICE_H
#define SERVE_SERVICE_H

#include <stdbool.h>
#include <time.h>

#include "base/fault.h"
#include "conf/settings.h"
#include "http/door.h"
#include "source/cache.h"

struct service {
	char		*path;		/* of the INI file; NULL: not yet */
	struct settings	*settings;	/* NULL: no good configuration yet */
	struct fault	 fault;		/* why there is none, or why the last
					   reload was refused */
	struct version	 version;	/* of the INI file last read */
	bool		 read;		/* it was read, well or not */
	time_t		 looked;	/* when it was last looked at, seconds
					   of the monotonic clock */
	struct cache	*cache;
};

/*
 * Brings the settings up to date: reads the file on the first call and when
 * it changed (looked at once a second at most, or after SIGHUP); builds new,
 * checks, swaps, or keeps the old and logs. A fault when there is no good
 * configuration at all; its exact reason is then in the log already, once a
 * second at most. On success there is a cache, too.
 */
int	service_refresh(struct service *, struct door *, struct fault *);
void	service_clear(struct service *);

#endif
