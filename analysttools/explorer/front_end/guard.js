// What stands before the explorer's script: it hides the plain tables while that starts, and shows them again,
// with a sentence, if it does not. Browsers of any age must read this.
(function () {
  var page = document.documentElement;
  function fail() {
    if (document.getElementById("still")) page.className = "at-failed";
  }
  page.className = "at-starting";
  window.addEventListener("error", fail);
  window.addEventListener("unhandledrejection", fail);
  window.addEventListener("load", function () {
    if (page.className === "at-starting") fail();
  });
})();
