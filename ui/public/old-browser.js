/* Runs only in browsers that know no modules: they cannot run the interface. */
document.addEventListener('DOMContentLoaded', function () {
  var box = document.getElementById('app');
  if (box) {
    box.innerHTML =
      '<p style="margin:2em;font:18px/1.6 sans-serif">您的浏览器版本太旧，无法使用安路。请改用 Chromium 87 以上内核的浏览器（如奇安信可信浏览器、360 安全浏览器的极速模式）。<br><span lang="en">Your browser is too old for Anlu. Please use one built on Chromium 87 or newer.</span></p>';
  }
});
