package mediaworker.config;

import java.util.Map;

/**
 * Settings that several things have alike, each with the thing's name before it: {@code
 * kling.base-url} in worker.properties, {@code KLING_BASE_URL} in the environment.
 *
 * <p>What a value may be is told by the end of its key: {@code -url} is an http(s) URL, {@code
 * -timeout} and {@code -interval} are times, {@code in-flight} and the like whole numbers; the rest
 * is text.
 *
 * @param name the thing's name
 * @param defaults keys, without the name, and their defaults
 */
public record SettingFamily(String name, Map<String, String> defaults) {}
