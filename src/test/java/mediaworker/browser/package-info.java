/** A real browser for tests of the page: headless Chromium, steered by its DevTools protocol. */
package mediaworker.browser;
