/** ByteDance's models at BytePlus ModelArk: Seedream pictures and Seedance videos. */
@NullMarked
package mediaworker.providers.bytedance;

import org.jspecify.annotations.NullMarked;
