/* data_path: which data a URL names, of our data endpoint. */
#ifndef CLI_DATA_PATH_H
#define CLI_DATA_PATH_H

#include "base/fault.h"
#include "htsget/data_url.h"

struct data_path {
	enum data_kind	 kind;
	char		*id;		/* decoded */
	char		*query;		/* encoded, without `?` */
};

/*
 * Takes apart an absolute URL or a path with a query. The kind is what stands
 * behind the path of `base_url`, or, where that is NULL or is not there, the
 * first /data/file/ or /data/span/. 0, or -1 with FAULT_INVALID_INPUT; the
 * caller calls data_path_clear in any case.
 */
int	data_path_read(const char *url, const char *base_url,
	    struct data_path *, struct fault *);
void	data_path_clear(struct data_path *);

#endif
