package mediaworker.providers.leonardo;

/**
 * How a picture is named in a request.
 *
 * @param name an uploaded picture's id, or a URL
 * @param type "UPLOADED" or "URL"
 */
record ImageName(String name, String type) {

  static ImageName uploaded(String id) {
    return new ImageName(id, "UPLOADED");
  }

  static ImageName url(String url) {
    return new ImageName(url, "URL");
  }

  boolean isUrl() {
    return type.equals("URL");
  }
}
