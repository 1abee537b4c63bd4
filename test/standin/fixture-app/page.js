const log = document.getElementById('log');
const zone = document.getElementById('zone');

function write(line) {
  log.textContent += `${line}\n`;
}

window.received = [];
window.stopListening = window.fixture.onPush((value) => window.received.push(value));
window.fixture.onMenu((id) => write(`menu ${id}`));

zone.addEventListener('dragover', (event) => event.preventDefault());
zone.addEventListener('drop', (event) => {
  event.preventDefault();
  for (const file of event.dataTransfer.files) write(`drop ${window.fixture.pathOf(file)}`);
});
document.querySelector('input[type=file]').addEventListener('change', (event) => {
  for (const file of event.target.files) write(`chosen ${window.fixture.pathOf(file)}`);
});
window.addEventListener('keydown', (event) => {
  if (event.key === 'h' && event.ctrlKey) event.preventDefault();
});
write('ready');
