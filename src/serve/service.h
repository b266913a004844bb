/* service: what lives as long as the process: settings and the cache. */
#ifndef SERVE_SERVICE_H
#define SERVE_SERVICE_H

#include <stdbool.h>
#include <time.h>

#include "access/rights.h"
#include "base/append.h"
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
	bool		 retry;		/* what was wrong then may pass */
	time_t		 looked;	/* when it was last looked at, seconds
					   of the monotonic clock */
	struct cache	*cache;
	struct rights	*rights;
	struct append	 audit;		/* [audit] file; zero: not open */
};

/*
 * Brings the settings up to date: looks at the file on the first call, after
 * SIGHUP, or once a second at most, and reads it when it changed, when the
 * last reading failed for a reason that may pass, or when there are no
 * settings; builds new, checks, swaps, or keeps the old and logs. A fault
 * when there is no good configuration at all, or no memory; its exact reason
 * is then in the log already, that of the file once a second at most. On
 * success there is a cache, too, and the rights follow the settings.
 */
int	service_refresh(struct service *, struct door *, struct fault *);
void	service_clear(struct service *);

#endif
