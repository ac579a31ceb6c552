/**
 * What providers of paid media calls do: the contract each fulfils, and below it one package a
 * provider that knows its JSON and its error codes and nothing else.
 */
@NullMarked
package mediaworker.providers;

import org.jspecify.annotations.NullMarked;
