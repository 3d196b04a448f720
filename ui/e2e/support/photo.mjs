// A photograph for tests: 2400 × 1600, drawn by the browser, so larger than what is sent.

/** For `setInputFiles`. Another colour is another content, with another hash. */
export async function photo(browser, colour = 'seagreen') {
  const page = await browser.newPage({ viewport: { width: 2400, height: 1600 } });
  await page.setContent(`<body style="margin:0;background:linear-gradient(45deg,${colour},orange)"><p style="font-size:300px">${colour}</p></body>`);
  const buffer = await page.screenshot({ type: 'jpeg', quality: 80 });
  await page.close();
  return { name: `${colour}.jpg`, mimeType: 'image/jpeg', buffer };
}
