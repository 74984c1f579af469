"""How the face check's phone page looks: light and dark, no resource from elsewhere."""

STYLE = """
:root{color-scheme:light dark;--bg:#f4f6fb;--card:#fff;--ink:#171a23;--soft:#5f6778;--line:#dde2ec;
--go:#1f6feb;--goink:#fff;--stop:#c2323a;--cam:#1b2030}
@media (prefers-color-scheme:dark){
:root{--bg:#0e1017;--card:#171a24;--ink:#eef1f8;--soft:#9aa3b8;--line:#2a3040;
--go:#4d8dff;--goink:#08101f;--stop:#ff7b82;--cam:#05070c}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"PingFang SC","Noto Sans CJK SC",sans-serif}
main{max-width:420px;min-height:100vh;min-height:100dvh;margin:0 auto;padding:24px 20px 28px;
display:flex;flex-direction:column}
h1{font-size:22px;line-height:1.25;margin:0 0 6px;text-align:center}
p{margin:0;text-align:center;color:var(--soft)}
.camera{position:relative;margin:22px auto 12px;width:min(62vw,250px);aspect-ratio:3/4}
.camera svg{width:100%;height:100%;display:block}
.ring{fill:none;stroke:var(--go);stroke-width:5;stroke-linecap:round;stroke-dasharray:14 86;
animation:turn 2.6s linear infinite}
@keyframes turn{to{stroke-dashoffset:-100}}
@media (prefers-reduced-motion:reduce){.ring{animation:none}}
.hint{font-size:14px;margin-bottom:20px}
form{margin-top:auto;display:grid;gap:10px}
button{font:inherit;font-weight:600;min-height:50px;width:100%;border-radius:14px;
border:1px solid var(--line);
background:var(--card);color:var(--ink);cursor:pointer}
button:focus-visible,summary:focus-visible{outline:3px solid var(--go);outline-offset:2px}
.go{background:var(--go);border-color:var(--go);color:var(--goink)}.stop{color:var(--stop)}
.plain{background:none;border-color:transparent;color:var(--soft);font-weight:500}
details{text-align:center;color:var(--soft);font-size:14px}summary{cursor:pointer;padding:8px}
.note{font-size:13px;margin-top:14px;border-top:1px solid var(--line);padding-top:12px}
.mark{width:64px;height:64px;margin:auto auto 16px;border:3px solid var(--soft);border-radius:50%;
font-size:32px;line-height:58px;text-align:center;color:var(--soft)}.end{margin-bottom:auto}
"""
CAMERA = """<div class="camera" aria-hidden="true"><svg viewBox="0 0 240 320">
<defs><clipPath id="o"><ellipse cx="120" cy="160" rx="104" ry="144"/></clipPath></defs>
<g clip-path="url(#o)"><rect width="240" height="320" fill="var(--cam)"/>
<ellipse cx="120" cy="330" rx="104" ry="92" fill="#3b455f"/>
<rect x="97" y="205" width="46" height="52" fill="#56617f"/>
<ellipse cx="120" cy="150" rx="56" ry="74" fill="#66728f"/></g>
<ellipse cx="120" cy="160" rx="108" ry="148" fill="none" stroke="var(--line)" stroke-width="5"/>
<ellipse class="ring" pathLength="100" cx="120" cy="160" rx="108" ry="148"/></svg></div>"""
