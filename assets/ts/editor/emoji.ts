// What ":" offers: by Korean and by English words, the ones that support people write.
export interface Emoji {
  sign: string;
  korean: string;
  english: string;
}

const LINES = `
😀 웃음 활짝|grin smile
😄 웃는 얼굴|smile happy
😊 미소 흐뭇|blush smile
🙂 살짝 미소|slight smile
😉 윙크|wink
😂 눈물 나게 웃음|joy tears laugh
😅 식은땀 웃음|sweat smile
😍 하트 눈|heart eyes love
🥰 사랑스러움|love hearts
😘 뽀뽀|kiss
🤗 포옹|hug
🤔 생각 고민|thinking
😮 놀람|surprised wow
😯 깜짝|hushed
😢 슬픔 눈물|sad cry tear
😭 엉엉 눈물|sob cry
😥 안도 속상|disappointed relieved
😓 진땀 죄송|sweat sorry
🙇 죄송 인사 절|bow sorry
😞 실망|disappointed
😡 화남|angry
😴 졸림|sleep
🤒 아픔 열|sick fever
😷 마스크|mask
🥳 축하 파티|party celebrate
😎 멋짐|cool sunglasses
🙏 부탁 감사 기도|please thanks pray
👍 좋아요 엄지 최고|thumbs up good ok
👎 싫어요|thumbs down bad
👌 오케이|ok
👏 박수|clap
🙌 만세|raised hands hooray
💪 힘 화이팅 파이팅|strong muscle
🤝 악수|handshake
👋 안녕 손 인사|wave hello hi
✋ 손 멈춤|hand stop
👉 오른쪽 손가락|point right
👇 아래 손가락|point down
🫶 손하트|heart hands
💁 안내|information desk
🙋 질문 손들기|raising hand question
❤️ 하트 사랑|heart love red
💛 노란 하트|yellow heart
💚 초록 하트|green heart
💙 파란 하트|blue heart
💜 보라 하트|purple heart
🧡 주황 하트|orange heart
💔 깨진 하트|broken heart
✨ 반짝 별|sparkles
⭐ 별|star
🎉 축하 폭죽|tada party celebrate
🎁 선물|gift present
🎂 생일 케이크|birthday cake
💐 꽃다발|bouquet flowers
🌸 벚꽃 꽃|blossom flower
🍀 행운 클로버|luck clover
☀️ 해 맑음|sun sunny
☔ 비 우산|rain umbrella
❄️ 눈 겨울|snow winter
🔥 불 인기|fire hot
✅ 확인 완료 체크|check done ok
☑️ 체크 상자|checkbox
✔️ 체크|check
❌ 엑스 취소 아니요|cross cancel no
⭕ 동그라미 네|circle yes
❓ 물음표 질문|question
❗ 느낌표 주의|exclamation
⚠️ 주의 경고|warning caution
🚫 금지|forbidden no
💡 전구 아이디어 팁|idea bulb tip
📌 압정 고정|pin
📎 클립 첨부|paperclip attach
📝 메모 쓰기|memo note write
📄 문서|document page
📋 목록 클립보드|clipboard list
📅 달력 날짜|calendar date
⏰ 알람 시계|alarm clock time
⏳ 모래시계 대기|hourglass wait
📦 상자 택배 상품|package box parcel
🚚 배송 트럭|delivery truck shipping
✈️ 비행기 해외|airplane flight
🏠 집|home house
🏢 회사 건물|office building
🏪 편의점 가게|store shop
🛒 장바구니 주문|cart order
🛍️ 쇼핑|shopping bags
💳 카드 결제|card payment
💰 돈 환불|money refund
🧾 영수증|receipt
🎫 쿠폰 표|ticket coupon
📞 전화|phone call
📱 휴대전화|mobile phone
💻 컴퓨터 노트북|computer laptop
🖨️ 프린터 인쇄|printer print
📷 사진 카메라|camera photo
✉️ 편지 메일|mail letter
📧 이메일|email
💬 말풍선 채팅|chat message
🔔 알림 종|bell notice
🔍 돋보기 검색|search magnifier
🔗 링크 연결|link
🔒 잠금 보안|lock secure
🔑 열쇠 비밀번호|key password
🔧 수리 공구|repair wrench tool
⚙️ 설정 톱니|settings gear
🔄 교환 새로고침|refresh exchange
↩️ 반품 되돌리기|return back
➡️ 오른쪽 화살표|arrow right
⬇️ 아래 화살표|arrow down
🆗 오케이|ok
🆕 새로운 신상|new
💯 백점 완벽|hundred perfect
☕ 커피|coffee
🍚 밥|rice meal
🍲 냄비 찌개|pot stew
🍳 요리 프라이팬|cooking pan
🥄 숟가락|spoon
🐶 강아지 개|dog
🐱 고양이|cat
🇰🇷 한국 태극기|korea flag`;

export const EMOJI: Emoji[] = LINES.trim().split("\n").map((line) => {
  const [named = "", english = ""] = line.split("|");
  const [sign = "", ...korean] = named.split(" ");
  return { sign, korean: korean.join(" "), english };
});
