"""The words of the face check's phone page, in its three languages."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Texts:
    lang: str
    title: str
    intro: str
    hint: str
    passed: str
    failed: str
    gave_up: str
    more: str
    recorded: str
    simulated: str
    left_title: str
    left: str
    used_title: str
    used: str
    expired_title: str
    expired: str
    unknown_title: str
    unknown: str


TEXTS = {
    "en": Texts(
        lang="en",
        title="Identity check",
        intro="Look straight at the camera and keep your face inside the oval.",
        hint="Good light, no hat, no mask",
        passed="Pass the check",
        failed="Fail the check",
        gave_up="Give up and leave",
        more="Other outcomes",
        recorded="Pass with a recorded clip",
        simulated="Simulated: no camera is used. Choose how the scan ends.",
        left_title="You left the check",
        left="Nothing was sent. You can open the link again while it is valid.",
        used_title="Already used",
        used="This link was used for one scan and cannot be used again. Ask for a new link.",
        expired_title="Link expired",
        expired="This link is no longer valid. Ask for a new link and finish the scan within 30 minutes.",
        unknown_title="Link not found",
        unknown="No check goes with this link. Ask for a new link.",
    ),
    "zh": Texts(
        lang="zh-CN",
        title="人脸核验",
        intro="请正对摄像头，将面部置于椭圆框内。",
        hint="光线充足，请勿佩戴帽子或口罩",
        passed="核验通过",
        failed="核验失败",
        gave_up="放弃并离开",
        more="其他结果",
        recorded="以录制视频通过",
        simulated="模拟页面：不会使用摄像头。请选择核验结果。",
        left_title="您已离开核验",
        left="未提交任何结果。链接有效期内可以重新打开。",
        used_title="链接已使用",
        used="此链接已完成一次核验，不能再次使用。请获取新的链接。",
        expired_title="链接已过期",
        expired="此链接已失效。请获取新的链接，并在 30 分钟内完成核验。",
        unknown_title="链接不存在",
        unknown="没有与此链接对应的核验。请获取新的链接。",
    ),
    "zh-Hant": Texts(
        lang="zh-Hant",
        title="人臉核驗",
        intro="請正對鏡頭，將臉部置於橢圓框內。",
        hint="光線充足，請勿配戴帽子或口罩",
        passed="核驗通過",
        failed="核驗失敗",
        gave_up="放棄並離開",
        more="其他結果",
        recorded="以錄製影片通過",
        simulated="模擬頁面：不會使用鏡頭。請選擇核驗結果。",
        left_title="您已離開核驗",
        left="未送出任何結果。連結有效期內可以重新開啟。",
        used_title="連結已使用",
        used="此連結已完成一次核驗，不能再次使用。請取得新的連結。",
        expired_title="連結已過期",
        expired="此連結已失效。請取得新的連結，並在 30 分鐘內完成核驗。",
        unknown_title="連結不存在",
        unknown="沒有與此連結對應的核驗。請取得新的連結。",
    ),
}
