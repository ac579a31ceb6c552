/**
 * The crash suite: workers in processes of their own that are killed, stopped, starved and lied to,
 * and the count of what was lost. {@code CrashIT} runs its short form with every build, {@code
 * bench/run crash} the long one.
 */
package mediaworker.crash;
