/* base: the URL in front of our paths, for URLs that we give to clients. */
#ifndef HTTP_BASE_H
#define HTTP_BASE_H

struct fault;
struct request;

/*
 * What stands in front of "/reads/…" or "/data/…" in an absolute URL of ours,
 * percent-encoded and without a slash at its end, which the caller frees:
 * `base_url` where it is configured, else scheme and host of the request and
 * what its path had in front of req->path.
 *
 * That is SCRIPT_NAME where the web server cut the path there; else what
 * REQUEST_URI has before req->path, as mod_proxy_fcgi's ProxyPass puts the
 * whole path into SCRIPT_NAME and a rewritten one leads to a program of
 * another name. No host is known: FAULT_INTERNAL.
 */
char	*request_base(const struct request *, const char *base_url,
	    struct fault *);

#endif
